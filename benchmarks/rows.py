"""The benchmark's made-up rows: 1, 10 or 100 negotiations beside the demonstration's law.

A made-up negotiation is as dense as the demonstration is: 25 positions a round, four occasions, a source to every two or
three positions. Every position has ten lines of history, everything else two, spread over the 300 days before `END`.
Beside them lie `SMALL` negotiations of one round each, as many at each size: a list shows as many rows at 1x as at 100x.
"""

import sys
import time
from dataclasses import asdict, dataclass

FIRST = 1_000_000  # the first made-up id; the demonstration's own are below
END = "timestamptz '2026-11-20 00:00Z'"
LINES = {"position": 10}
OTHER_LINES = 2
SPREAD = 40_000  # minutes over which the rows of a kind were written
SMALL = 60  # a window of a list shows fifty
AT_ONCE = {"tariffline": 1}  # an edition of the schedule is loaded in one transaction


@dataclass(frozen=True, slots=True)
class Size:
    """How many negotiations, positions in the first one and in each other, rates of the law, lines of its schedule."""

    negotiations: int
    biggest: int
    others: int
    rates: int
    lines: int = 30_000


# At 100 one negotiation is far bigger than any of the world: 100 issues, 125 positions a round.
SIZES = {"1": Size(1, 1_000, 1_000, 100), "10": Size(10, 1_000, 1_000, 316), "100": Size(100, 10_000, 910, 1_000)}

# A `plan`: one row a negotiation, with its number, and how many positions, issues, rounds and sources it has.
PLAN = f"""
CREATE TEMP TABLE plan ON COMMIT DROP AS
SELECT n, positions, CASE WHEN positions > 1000 THEN 100 ELSE 40 END AS issues, pace, positions / pace AS rounds, 400 AS sources
FROM (
    SELECT n, CASE WHEN n = 1 THEN {{biggest}} ELSE {{others}} END AS positions,
        CASE WHEN n = 1 AND {{biggest}} > 1000 THEN 125 ELSE 25 END AS pace
    FROM generate_series(1, {{negotiations}}) n
) x
UNION ALL SELECT {{negotiations}} + n, 10, 10, 10, 1, 20 FROM generate_series(1, {SMALL}) n;
"""

MADE = f"""

CREATE TEMP TABLE made_round ON COMMIT DROP AS
SELECT {FIRST} + row_number() OVER () AS id, n, r, date '2025-02-01' + r * 600 / (rounds + 1) AS day
FROM plan, generate_series(1, rounds) r;

-- Three occasions a round, and one outside the rounds for each.
CREATE TEMP TABLE made_occasion ON COMMIT DROP AS
SELECT {FIRST} + row_number() OVER (ORDER BY n, r, o) AS id, n, r, o, r * 3 - 3 + o AS place,
    CASE WHEN o <= 3 THEN made_round.id END AS round_id, day + (CASE WHEN o <= 3 THEN 0 ELSE o * 4 END) AS day
FROM made_round, generate_series(1, 4) o;

CREATE TEMP TABLE made_issue ON COMMIT DROP AS
SELECT {FIRST} + row_number() OVER () AS id, n, i FROM plan, generate_series(0, issues - 1) i;

-- Four chains of positions on an issue, two a party; each position holds until the next one of its chain. The negotiations
-- lie mixed in the table, as they would had they been logged day by day.
CREATE TEMP TABLE numbered ON COMMIT DROP AS
SELECT {FIRST} + row_number() OVER (ORDER BY day, n, p) AS id, n, p, issues, pace, p % issues AS i, p / issues AS turn, day
FROM (
    SELECT n, p, issues, pace, date '2025-02-01' + p * 600 / positions AS day FROM plan, generate_series(0, positions - 1) p
) x;
ANALYZE numbered;
CREATE TEMP TABLE made_position ON COMMIT DROP AS
SELECT p.id, p.n, p.day, p.turn, next.id AS next_id, next.day - 1 AS last_day, issue.id AS issue_id,
    {FIRST} + 2 * p.n + p.turn % 2 AS party_id, occasion.id AS occasion_id
FROM numbered p
JOIN made_issue issue ON issue.n = p.n AND issue.i = p.i
LEFT JOIN numbered next ON next.n = p.n AND next.p = p.p + 4 * p.issues
LEFT JOIN made_occasion occasion ON occasion.n = p.n AND occasion.r = 1 + p.p / p.pace AND occasion.o = 1 + p.p % 4;
CREATE INDEX ON made_position (id);
"""

TALKS = f"""
INSERT INTO negotiations_negotiation (id, key, title, summary)
SELECT {FIRST} + n, 'talks-' || n, 'Talks no. ' || n, 'Made up for the benchmark.' FROM plan;

INSERT INTO negotiations_party (id, key, negotiation_id, economy_id, name, place)
SELECT {FIRST} + 2 * n + place, 'party-' || n || '-' || place, {FIRST} + n, economy.id, economy.name, place
FROM plan, (SELECT id, name, row_number() OVER (ORDER BY code DESC) - 1 AS place FROM tariffs_economy WHERE code IN ('US', 'JP')) economy
WHERE place < 2;

INSERT INTO negotiations_phase (id, key, starts_on, ends_on, known_on, negotiation_id, kind, note)
SELECT {FIRST} + 2 * n + p, 'phase-' || n || '-' || p, day, CASE p WHEN 0 THEN date '2025-03-31' END, day, {FIRST} + n,
    CASE p WHEN 0 THEN 'launched' ELSE 'talks' END, ''
FROM plan, generate_series(0, 1) p, LATERAL (SELECT date '2025-02-01' + p * 59 AS day) d;

INSERT INTO negotiations_official
    (id, key, family_name, given_name, family_name_first, native_name, native_language, spellings, note)
SELECT {FIRST} + 20 * n + o, 'official-' || n || '-' || o, (ARRAY['Akazawa', 'Muto', 'Kato', 'Bessent', 'Greer', 'Lutnick',
    'Hayashi', 'Iwaya', 'Miyake', 'Ono'])[1 + o % 10], 'Given' || (n * 20 + o), o % 10 NOT IN (3, 4, 5),
    (ARRAY['赤沢', '武藤', '加藤', '', '', '', '林', '岩屋', '三宅', '小野'])[1 + o % 10]
    || CASE WHEN o % 10 IN (3, 4, 5) THEN '' ELSE chr(19968 + (n * 20 + o) * 7 % 20000) END,
    CASE WHEN o % 10 IN (3, 4, 5) THEN '' ELSE 'ja' END, '{{}}', ''
FROM plan, generate_series(0, 19) o;

INSERT INTO negotiations_appointment
    (id, key, starts_on, ends_on, known_on, official_id, economy_id, agency, title, dates_as_seen)
SELECT official.id, 'office-' || official.key, '2025-02-01', NULL, '2025-02-01', official.id, party.economy_id,
    'Ministry of Trade', 'Minister', true
FROM negotiations_official official
JOIN negotiations_party party ON party.id = {FIRST} + 2 * ((official.id - {FIRST}) / 20) + official.id % 2;

INSERT INTO negotiations_source (id, key, publisher, title, title_is_ours, address, language, published_on, official,
    reliability, derived_from_id, note)
SELECT {FIRST} + 400 * n + s, 'source-' || n || '-' || s, (ARRAY['Kyodo News', 'Reuters', 'NHK', 'White House'])[1 + s % 4],
    'Report ' || s || ' on the talks no. ' || n, false, 'https://example.org/' || n || '/' || s,
    CASE s % 4 WHEN 2 THEN 'ja' ELSE 'en' END, date '2025-02-01' + s * 600 / sources, s % 4 = 3, (ARRAY['B', 'B', 'C', 'A'])[1 + s % 4],
    CASE WHEN s % 10 = 9 THEN {FIRST} + 400 * n + s - 1 END, ''
FROM plan, generate_series(0, sources - 1) s;

INSERT INTO negotiations_round (id, key, starts_on, ends_on, known_on, published_at, rank, rank_reason, negotiation_id,
    number, level, place, aliases, summary)
SELECT id, 'round-' || n || '-' || r, day, day + 2, day, day, 'normal', '', {FIRST} + n, r, 'Ministerial', 'Washington',
    '{{}}', 'Both sides set out where they stand, and agreed to meet again.'
FROM made_round;

INSERT INTO negotiations_occasion (id, key, known_on, published_at, rank, rank_reason, negotiation_id, round_id, kind,
    title, held_on, starts_at, time_zone, minutes, place, channel, note)
SELECT id, 'occasion-' || id, day, day, 'normal', '', {FIRST} + n, round_id,
    CASE WHEN round_id IS NULL THEN 'press-conference' ELSE 'session' END, 'Meeting ' || place || ' of ministers', day,
    '09:30', 'America/New_York', 75, 'Washington', 'in person', ''
FROM made_occasion;

INSERT INTO negotiations_attendance (id, key, known_on, published_at, rank, rank_reason, occasion_id, official_id,
    appointment_id, presence, capacity)
SELECT occasion.id * 5 + a, 'attendance-' || occasion.id || '-' || a, day, day, 'normal', '', occasion.id,
    {FIRST} + 20 * n + (place + 3 * a) % 20, {FIRST} + 20 * n + (place + 3 * a) % 20,
    CASE a WHEN 4 THEN 'absent' ELSE 'present' END, ''
FROM made_occasion occasion, generate_series(0, 4) a WHERE round_id IS NOT NULL;

-- The issues point at what the demonstration's own ones point at, over and over.
INSERT INTO negotiations_issue (id, key, negotiation_id, parent_id, title, description, measure_id, part_id, scope_id, place)
SELECT made.id, 'issue-' || n || '-' || i, {FIRST} + n, CASE WHEN i % 3 > 0 THEN made.id - i % 3 END,
    like_this.title || ' (' || i || ')', like_this.description, measure_id, part_id, scope_id, i
FROM made_issue made
JOIN (SELECT *, row_number() OVER (ORDER BY place, id) - 1 AS turn, count(*) OVER () AS total FROM negotiations_issue) like_this
    ON like_this.turn = made.i % total;

INSERT INTO negotiations_discussion (id, key, known_on, published_at, rank, rank_reason, occasion_id, issue_id, outcome, note)
SELECT occasion.id * 5 + d, 'discussion-' || occasion.id || '-' || d, day, day, 'normal', '', occasion.id, issue.id,
    (ARRAY['discussed', 'discussed', 'not-discussed', 'not-disclosed', 'discussed'])[1 + d], ''
FROM made_occasion occasion
CROSS JOIN generate_series(0, 4) d
JOIN plan USING (n)
JOIN made_issue issue ON issue.n = plan.n AND issue.i = (place * 5 + d) % issues
WHERE round_id IS NOT NULL;

INSERT INTO negotiations_position (id, key, starts_on, ends_on, known_on, published_at, rank, rank_reason, issue_id, party_id,
    occasion_id, stance, words, quantity, unit, sense, condition, ending, replaced_by_id)
SELECT id, 'position-' || id, day, last_day, CASE WHEN NOT draft THEN day END, CASE WHEN NOT draft THEN day END, 'normal', '',
    issue_id, party_id, occasion_id,
    CASE turn % 4 WHEN 0 THEN 'asks' WHEN 1 THEN 'offers' WHEN 2 THEN 'argues' ELSE 'refuses' END,
    (ARRAY['Wants the additional duty on', 'Would lower the tariff on', 'Holds that the tariff hurts', 'Keeps the rate on',
        'Looks for relief on'])[1 + id % 5] || ' '
    || (ARRAY['cars', 'car parts', 'steel', 'aluminium', 'rice', 'fabrics', 'machine tools'])[1 + id % 7] || ' '
    || (ARRAY['within the month', 'before the suspension ends', 'as a whole', 'step by step'])[1 + id % 4]
    || CASE id % 20000 WHEN 77 THEN ' and zirconium' ELSE '' END || ', point ' || id % 1000 || '.',
    CASE id % 3 WHEN 0 THEN 5 + id % 20 END, CASE id % 3 WHEN 0 THEN 'percent' ELSE '' END, CASE id % 3 WHEN 0 THEN 'to' ELSE '' END,
    CASE id % 5 WHEN 0 THEN 'If the other side moves first.' ELSE '' END,
    CASE WHEN next_id IS NULL THEN '' ELSE 'superseded' END, next_id
FROM (SELECT *, id % 100 = 99 AS draft FROM made_position) p;

INSERT INTO negotiations_deadline (id, key, known_on, published_at, rank, rank_reason, negotiation_id, name, falls_on, set_on,
    moves_id, moved_by_id, note)
SELECT {FIRST} + 6 * n + d, 'deadline-' || n || '-' || d, set_on, set_on, 'normal', '', {FIRST} + n, 'The suspension ends',
    set_on + 120, set_on, CASE WHEN d % 3 > 0 THEN {FIRST} + 6 * n + d - 1 END, {FIRST} + 2 * n, ''
FROM plan, generate_series(0, 5) d, LATERAL (SELECT date '2025-03-01' + d * 100 AS set_on) s;
"""

# Twenty promises each, of which every other is about a rate on a sector's goods; of each an account by either side, which
# differ on every fourth, and an act.
DEALS = f"""
INSERT INTO negotiations_term (id, key, known_on, published_at, rank, rank_reason, negotiation_id, issue_id, title, words,
    owed_by_id, promised_on, rate, rate_is, goods_id, origin_id, importer_id, apart_from, place)
SELECT {FIRST} + 20 * n + t, 'term-' || n || '-' || t, '2025-07-23', '2025-07-23', 'normal', '', {FIRST} + n, issue.id,
    'Promise ' || t, 'What the other side exports pays less.', {FIRST} + 2 * n, '2025-07-22',
    CASE t % 2 WHEN 1 THEN 10 + t END, CASE t % 2 WHEN 1 THEN 'total' ELSE '' END,
    CASE t % 2 WHEN 1 THEN (SELECT scope_id FROM tariffs_sector ORDER BY place, id OFFSET t LIMIT 1) END,
    CASE t % 2 WHEN 1 THEN (SELECT id FROM tariffs_economy WHERE code = 'JP') END,
    CASE t % 2 WHEN 1 THEN (SELECT id FROM tariffs_economy WHERE code = 'US') END, '', t
FROM plan JOIN made_issue issue USING (n), generate_series(0, 19) t WHERE issue.i = t;

INSERT INTO negotiations_implementation (id, key, starts_on, known_on, published_at, rank, rank_reason, term_id, how, words)
SELECT id, 'implementation-' || key, '2025-09-16', '2025-09-16', '2025-09-16', 'normal', '', id,
    (ARRAY['carries-out', 'in-part', 'authorises', 'departs'])[1 + id % 4], 'An order does so.'
FROM negotiations_term WHERE id >= {FIRST};

INSERT INTO negotiations_divergence (id, key, negotiation_id, issue_id, term_id, title, note, place)
SELECT id, 'divergence-' || key, negotiation_id, issue_id, id, 'What ' || lower(title) || ' comes to', '', place
FROM negotiations_term WHERE id >= {FIRST} AND place % 4 = 0;

INSERT INTO negotiations_account (id, key, known_on, published_at, rank, rank_reason, term_id, party_id, teller, words, unit,
    given_on, settles)
SELECT 2 * term.id + a, 'account-' || term.key || '-' || a, '2025-07-23', '2025-07-23', 'normal', '', term.id,
    {FIRST} + 2 * (term.negotiation_id - {FIRST}) + a, '', 'So it is told on side ' || a, '', '2025-07-23', false
FROM negotiations_term term, generate_series(0, 1) a WHERE term.id >= {FIRST};
"""

# Two citations a position, of the last two sources before it; one for anything else that is said.
CITATIONS = f"""
INSERT INTO negotiations_citation (id, key, source_id, position_id, quotation, quotation_language, words_before, words_after,
    translation, translator, attribution, attributed_to, speaker_id, credibility, note)
SELECT 2 * p.id + c, 'citation-' || p.id || '-' || c,
    {FIRST} + 400 * n + greatest((day - date '2025-02-01') * sources / 600 - c, 0), p.id,
    'The minister said that the tariff on these goods shall be looked at again.', '', '', '', '', '', 'on-record',
    'the minister',
    {FIRST} + 20 * n + p.id % 20, 2 + c, ''
FROM made_position p JOIN plan USING (n), generate_series(0, 1) c;
"""
CITATION = """
INSERT INTO negotiations_citation (id, key, source_id, {kind}_id, quotation, quotation_language, words_before, words_after,
    translation, translator, attribution, attributed_to, credibility, note)
SELECT {start} + row_number() OVER (), 'citation-{kind}-' || s.id, {source}, s.id, '', '', '', '', '', '', 'document', '', 2,
    ''
FROM negotiations_{kind} s {join} JOIN plan ON plan.n = {negotiation} - {first} WHERE s.id >= {first};
"""
NEGOTIATION_OF = {
    "round": ("", "s.negotiation_id"),
    "occasion": ("", "s.negotiation_id"),
    "attendance": ("JOIN negotiations_occasion o ON o.id = s.occasion_id", "o.negotiation_id"),
    "discussion": ("JOIN negotiations_occasion o ON o.id = s.occasion_id", "o.negotiation_id"),
    "issue": ("", "s.negotiation_id"),
    "deadline": ("", "s.negotiation_id"),
    "phase": ("", "s.negotiation_id"),
    "term": ("", "s.negotiation_id"),
    "implementation": ("JOIN negotiations_term t ON t.id = s.term_id", "t.negotiation_id"),
    "account": ("JOIN negotiations_term t ON t.id = s.term_id", "t.negotiation_id"),
}

# More lines of the base schedule, on goods that no sector names.
RATE_ROWS = f"""
INSERT INTO tariffs_scope (id, key, name, description)
SELECT {FIRST} + s, 'line-' || s, 'Line ' || s, ''
FROM generate_series(1, {{rates}} - (SELECT count(*) FROM tariffs_rate)) s;
INSERT INTO tariffs_scopecode (id, scope_id, hs_code, included, basis)
SELECT id, id, '29' || lpad((id - {FIRST})::text, 6, '0'), true, 'stated' FROM tariffs_scope WHERE id >= {FIRST};
INSERT INTO tariffs_rate (id, key, starts_on, known_on, measure_id, instrument_id, scope_id, duty, charge, "column", programme,
    content, claim, heading, note)
SELECT line.id, line.key, r.starts_on, r.known_on, r.measure_id, r.instrument_id, line.id, line.id % 9 || '.5%', 'base', '', '',
    '', '', '', ''
FROM tariffs_scope line, (SELECT * FROM tariffs_rate WHERE charge = 'base' ORDER BY id LIMIT 1) r WHERE line.id >= {FIRST};
"""

# All lines of a record's history but the last tell of other words; they lie in the table as they were written, by time.
HISTORY = """
TRUNCATE {history} RESTART IDENTITY;
INSERT INTO {history} ({columns}{stands[0]}, history_change_reason, history_date, history_type, history_user_id)
SELECT {values}{stands[1]}, CASE line WHEN 1 THEN 'First entry' ELSE 'Correction ' || line END, at,
    CASE line WHEN 1 THEN '+' ELSE '~' END, (SELECT min(id) FROM parley_user)
FROM {table} t, generate_series(1, {lines}) line,
    LATERAL (SELECT {end} - interval '300 days' + t.id % {spread} * interval '1 minute' + (line - 1) * interval '{pace} days' AS at) w
ORDER BY at, t.id;
"""


# The guard that numbers them stands aside. Of a position the second line is one more, as where its end is entered.
STANDS = {
    "position": (", stand", ", CASE line WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 0 END"),
    "citation": (", stand", ", CASE line WHEN 1 THEN 1 ELSE 0 END"),
}

# Beside the sample, as many lines as a national schedule has, in a chapter that the Harmonized System leaves empty.
SCHEDULE_ROWS = f"""
INSERT INTO tariffs_tariffline (id, economy_id, instrument_id, code, indent, description, within, units, general, special,
    other, footnotes, starts_on, known_on)
SELECT {FIRST} + n, economy_id, instrument_id, CASE n % 3 WHEN 0 THEN code ELSE code || n % 3 || '0' END, 2 + n % 3,
    'Goods no. ' || n, '', 'kg', CASE n % 3 WHEN 0 THEN n % 40 / 2.0 || '%' ELSE '' END, '', '', '', '2025-01-01', '2025-01-01'
FROM (SELECT economy_id, instrument_id FROM tariffs_tariffline ORDER BY id LIMIT 1) first,
    generate_series(0, {{lines}} - 1) n, LATERAL (SELECT '77' || lpad((n / 3)::text, 6, '0') AS code) c;
"""


def fill(cursor, recorded, size: Size) -> None:
    """Fill the tables as their owner, in a transaction; meanwhile the guards of the recorded models stand aside."""
    tables = [table for model in recorded for table in (model._meta.db_table, model.history.model._meta.db_table)]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    make_rows(cursor, recorded, size)
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def make_rows(cursor, recorded, size: Size) -> None:
    indexes = drop_word_indexes(cursor)
    run(cursor, "the law", RATE_ROWS.format(**asdict(size)))
    run(cursor, "the schedule", SCHEDULE_ROWS.format(**asdict(size)))
    run(cursor, "the talks", PLAN.format(**asdict(size)) + MADE + TALKS + DEALS + CITATIONS)
    start = 4 * FIRST
    for kind, (join, negotiation) in NEGOTIATION_OF.items():
        source = f"{FIRST} + 400 * n + s.id % sources"
        start += FIRST
        run(
            cursor,
            f"citations: {kind}",
            CITATION.format(kind=kind, join=join, negotiation=negotiation, source=source, start=start, first=FIRST),
        )
    for model in recorded:
        run(cursor, f"history: {model._meta.model_name}", history_of(model))
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), (SELECT max(id) FROM {model._meta.db_table}))"
        )
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for index in indexes:
        run(cursor, index.split()[2], index)


def history_of(model) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    lines = LINES.get(model._meta.model_name, OTHER_LINES)
    earlier = f"CASE WHEN line < {lines} THEN t.words || ' (as read in version ' || line || ')' ELSE t.words END"
    return HISTORY.format(
        history=model.history.model._meta.db_table,
        table=model._meta.db_table,
        columns=", ".join(f'"{name}"' for name in columns),
        values=", ".join(earlier if name == "words" else f't."{name}"' for name in columns),
        lines=lines,
        stands=STANDS.get(model._meta.model_name, ("", "")),
        end=END,
        pace=270 // lines,
        spread=AT_ONCE.get(model._meta.model_name, SPREAD),
    )


def drop_word_indexes(cursor) -> list[str]:
    """Drop the search indexes, which are quicker made over a full table; gives the statements that make them."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%'"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def run(cursor, what: str, statement: str) -> None:
    started = time.monotonic()
    cursor.execute(statement)
    print(f"{what}: {time.monotonic() - started:.1f} s", file=sys.stderr)
