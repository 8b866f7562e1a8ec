"""The characters by which a text is made to show another one."""

# Each turns the direction of reading for the letters after it.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
