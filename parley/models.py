"""Who uses Parley, what they have typed and not saved yet, which forms they sent, and what they say about a record."""

import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils.http import urlencode


class Role(models.TextChoices):
    READER = "reader", "Reader"
    ANALYST = "analyst", "Analyst"
    EDITOR = "editor", "Editor"
    ADMINISTRATOR = "administrator", "Administrator"


def new_calendar_key() -> str:
    """What the signature of a user's private calendar address is made over."""
    return secrets.token_urlsafe(24)


class User(AbstractUser):
    """A person who logs in, in one of four roles: each may do what the ones before it may."""

    role = models.CharField(max_length=20, choices=Role, default=Role.READER)
    calendar_key = models.CharField(
        "key of the private calendar address",
        max_length=40,
        default=new_calendar_key,
        editable=False,
        help_text="Another key makes the old address useless.",
    )

    @property
    def may_write(self) -> bool:
        """Whether they may log rounds and edit records."""
        return self.role != Role.READER

    @property
    def may_publish(self) -> bool:
        """Whether they may publish statements and rank contradicting ones."""
        return self.role in (Role.EDITOR, Role.ADMINISTRATOR)

    @property
    def may_administer(self) -> bool:
        """Whether they may give access to others."""
        return self.role == Role.ADMINISTRATOR


class Unsaved(models.Model):
    """What a user has typed on one screen of writing and not saved yet, and when the screen was last open.

    Nobody else sees the words; that the user is at work on the screen is told to whoever opens it too. It is gone once
    the screen is saved. Not recorded: nothing of it is a statement.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved")
    screen = models.CharField(max_length=300, help_text="The screen's address, without the clocks.")
    title = models.CharField(max_length=200, blank=True, help_text="What the screen is called.")
    typed = models.JSONField(default=list, help_text="The fields as they were sent: pairs of a name and a value.")
    opened_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(null=True, blank=True, help_text="Empty while nothing was typed.")
    seen_at = models.DateTimeField(db_default=Now(), help_text="When the screen last said that it is open.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "screen"], name="parley_unsaved_one_a_screen")]
        indexes = [models.Index(fields=["screen", "seen_at"], name="parley_unsaved_who_is_there")]

    def __str__(self) -> str:
        return self.title or self.screen

    @property
    def discard(self) -> str:
        """The address at which it is discarded."""
        return f"/unsaved/discard/?{urlencode({'screen': self.screen})}"


class Sent(models.Model):
    """That a form was sent and taken, and where that led: sent again, it leads there too and writes nothing.

    Not recorded: what the form wrote is.
    """

    mark = models.CharField(max_length=40, db_index=True, help_text="What one showing of a form is told by.")
    digest = models.CharField(max_length=64, unique=True, help_text="The SHA-256 of everything that was sent.")
    address = models.CharField(max_length=1000)
    sent_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.address


class Comment(models.Model):
    """What a user says about a record, to those who write it. Never changed: it is added to."""

    kind = models.CharField("kind of record", max_length=40)
    key = models.CharField("key of the record", max_length=100)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    made_at = models.DateTimeField(db_default=Now())
    text = models.TextField()
    returns = models.BooleanField("returns the statement to who drafted it", default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "key"], name="parley_comment_on_a_record")]

    def __str__(self) -> str:
        return self.text


class Mention(models.Model):
    """That a comment names a user, and when that user had read it."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentions")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="parley_mention_once")]
        indexes = [
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="parley_mention_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in “{self.comment}”"
