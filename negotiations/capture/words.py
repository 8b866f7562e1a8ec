"""The words by which a reader knows what is meant: peoples, seats of government, offices, and how a stance is told.

A little general knowledge, not data: whoever sits at a table comes from the record.
"""

import re


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


def _any_of(block: str, *, words: bool = True) -> re.Pattern[str]:
    """A pattern of a block with a phrase a line; as whole words, in scripts that leave space between them."""
    phrases = "|".join(line.strip() for line in block.strip().splitlines())
    return re.compile(rf"\b(?:{phrases})(?!\w)" if words else phrases, re.IGNORECASE)


# What people and things of an economy are called; by its code.
ADJECTIVES: dict[str, tuple[str, ...]] = {
    "AU": ("Australian",),
    "BR": ("Brazilian",),
    "CA": ("Canadian",),
    "CH": ("Swiss",),
    "CN": ("Chinese", "中国"),
    "EU": ("European Union",),
    "GB": ("British", "UK", "U.K.", "Britain"),
    "ID": ("Indonesian",),
    "IN": ("Indian",),
    "JP": ("Japanese", "日本"),
    "KR": ("South Korean", "韓国"),
    "MX": ("Mexican",),
    "MY": ("Malaysian",),
    "NO": ("Norwegian",),
    "NZ": ("New Zealander",),
    "PH": ("Philippine", "Filipino"),
    "RU": ("Russian",),
    "SG": ("Singaporean",),
    "TH": ("Thai",),
    "TW": ("Taiwanese", "台湾"),
    "UA": ("Ukrainian",),
    "US": ("American", "Americans", "USA", "U.S.A.", "米国", "アメリカ"),
    "VN": ("Vietnamese",),
    "ZA": ("South African",),
}
# A seat of government speaks for its economy where nothing happens in it.
SEATS: dict[str, tuple[str, ...]] = {
    "AU": ("Canberra",),
    "BR": ("Brasília", "Brasilia"),
    "CA": ("Ottawa",),
    "CH": ("Bern", "Berne"),
    "CN": ("Beijing",),
    "EU": ("Brussels",),
    "GB": ("London", "Downing Street"),
    "ID": ("Jakarta",),
    "IN": ("New Delhi",),
    "JP": ("Tokyo",),
    "KR": ("Seoul",),
    "MX": ("Mexico City",),
    "MY": ("Kuala Lumpur",),
    "NZ": ("Wellington",),
    "PH": ("Manila",),
    "RU": ("Moscow",),
    "TH": ("Bangkok",),
    "TW": ("Taipei",),
    "UA": ("Kyiv",),
    "US": ("Washington", "the White House", "White House"),
    "VN": ("Hanoi",),
    "ZA": ("Pretoria",),
}

# Capitalised words that may stand beside a family name without being a given name.
BESIDE_A_NAME = _words("""
    mr mrs ms miss dr prof sir dame lord lady president vice prime minister premier chancellor secretary undersecretary
    treasury commerce trade finance foreign economic revitalization economy state deputy assistant chief ambassador
    representative commissioner negotiator director governor senator congressman congresswoman chairman chairwoman chair
    spokesman spokeswoman spokesperson envoy adviser advisor general administration cabinet leader former acting
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    the a an and or but if when while as after before although though yet since however both meanwhile then for with
    without to from by of in on at under between that this these those he she they it his her their its who whom what
    why how where because so also even only just instead despite unlike like through during until against about over
    said says told asked does did do has have had is was are were will would can could may might must should
""") | {word.lower() for names in ADJECTIVES.values() for name in names for word in name.split()} | {
    code.lower() for code in ADJECTIVES
}  # fmt: skip
# What stands behind the first two characters of a name when it is a family name.
HONORIFICS = (
    "氏", "さん", "大臣", "首相", "総理", "経済再生", "財務", "外務", "経産", "農相", "長官", "代表", "大統領", "相は",
    "相が", "相と", "相の", "議員", "副",
)  # fmt: skip

# How a stance is told, in English.
_TOLD = {
    "refuses": r"""
        refus(ed|es|ing|e|al)
        reject(ed|s|ing|ion)?
        declin(ed|es|ing)\ to(?!\ (comment|say|elaborate|be\ (named|identified)))
        den(ied|ies|ying)
        turn(ed|s|ing)\ down
        rebuff(ed|s|ing)
        (would|will|could|can|did|does|do)\ not\ (negotiate|accept|agree|discuss|lower|remove|give|yield|budge)
        (won|wouldn|can)['’]t\ (negotiate|accept|agree|discuss|lower|remove|give|yield|budge)
        not\ (on\ the\ table|negotiable|open\ to|up\ for\ negotiation)
        non-negotiable
        no\ intention\ of
        oppose[ds]?
        resist(ed|s|ing)?
        balk(ed|s|ing)\ at
        spurn(ed|s|ing)
        dismiss(ed|es|ing)
        brush(ed|es|ing)\ (off|aside)
        (st[oa]nds?|stood|holds?|held)\ firm
        block(ed|s|ing)
        unwilling\ to
        (will|would)\ not\ (be\ )?(drop|lift|cut|offer|make|grant|change|bend|yield|budge)
        (cannot|can['’]t|could\ not)\ (swallow|stomach|live\ with|accept|agree)
        walk(ed|s|ing)\ (out|away)
    """,
    "rules-out": r"""
        rul(ed|es|ing)\ out
        (did|does)\ not\ think\ of
        not\ (considering|contemplating)
        no\ plans?\ to
    """,
    "asks": r"""
        sought
        seek(s|ing)?
        demand(ed|s|ing)
        request(ed|s|ing)
        call(ed|s|ing)\ (for|on)
        urg(ed|es|ing)
        press(ed|es|ing)\ for
        push(ed|es|ing)\ for
        ask(ed|s|ing)\ (for|that|the|it|them)
        prompted\ the\ \w+\ to
        insist(ed|s|ing)\ on
        want(ed|s)
        plead(ed|s|ing)
        appeal(ed|s|ing)\ (for|to)
        lobb(ied|ies|ying)
        hop(ed|es|ing)\ (to\ (secure|win|get|obtain)|for)
        look(ed|s|ing)\ to\ (secure|win|get|obtain)
    """,
    "offers": r"""
        offer(ed|s|ing)
        propos(ed|es|ing)
        (is|was|are|were)\ (willing|ready|prepared)\ to
        (will|would)\ only\ (examine|consider|discuss|make|accept)
        intends?\ to\ (only\ )?(make|give|cut|lower|reduce)
        pledg(ed|es|ing)
        promis(ed|es|ing)
        float(ed|s|ing)
        volunteer(ed|s|ing)
        tabl(ed|es|ing)
        put(s|ting)?\ forward
        conced(ed|es|ing)
        (is|was|are|were|be)\ open\ to
        signal(led|ed|s)\ (that|a|its|his|her|their|readiness|willingness)
    """,
    "accepts": r"""
        accept(ed|s|ing)
        agree(d|s|ing)\ (to|on|that)
        consent(ed|s)\ to
        back(ed|s|ing)\ (the|a|his|her|their|its|him|them)
        welcom(ed|es|ing)
        endors(ed|es|ing)
        sign(ed|s|ing)\ off\ on
        g[ai]v(e|es|ing)\ (in|way)
    """,
    "warns": r"""
        warn(ed|s|ing)
        threaten(ed|s|ing)
        caution(ed|s|ing)
        vow(ed|s|ing)
        hint(ed|s|ing)\ that
        retaliat(e|ed|es|ing)
    """,
    "complains": r"""
        complain(ed|s|ing)
        express(ed|es|ing)\ (its\ |his\ |her\ |their\ )?(\w+\ )?(dissatisfaction|regret|displeasure|concern|anger)
        critici[sz](ed|es|ing)
        deplor(ed|es|ing)
        lament(ed|s|ing)
        denounc(ed|es|ing)
        slam(med|s|ming)
        blast(ed|s|ing)
        object(ed|s|ing)\ to
        regrettable
        unacceptable
        protest(ed|s|ing)
    """,
    "argues": r"""
        argu(ed|es|ing)
        emphasi[sz](ed|es|ing)
        stress(ed|es|ing)
        underlin(ed|es|ing)
        underscor(ed|es|ing)
        maintain(ed|s|ing)\ that
        contend(ed|s|ing)
        point(ed|s|ing)\ out
        defend(ed|s|ing)
        justif(ied|ies|ying)
        claim(ed|s|ing)
        disput(ed|es|ing)
        insist(ed|s|ing)\ that
        suggest(ed|s|ing)\ that
    """,
}
_TOLD_JAPANESE = {
    "refuses": "拒否\n拒ん\n拒む\n応じ(?:ない|ず)\n譲れない\n交渉しない\n受け入れない\n受け入れられない\n認めない",
    "rules-out": "考えていない\n排除\n検討していない",
    "asks": "求め\n要求\n要請\n申し入れ",
    "offers": "提案\n提示\n譲歩",
    "accepts": "受け入れ\n合意し\n同意し\n応じる",
    "warns": "警告\n牽制\nけん制",
    "complains": "遺憾\n不満\n抗議\n批判",
    "argues": "主張\n強調\n訴え",
}
TELLING: list[tuple[str, re.Pattern[str]]] = [
    *((stance, _any_of(block)) for stance, block in _TOLD.items()),
    *((stance, _any_of(block, words=False)) for stance, block in _TOLD_JAPANESE.items()),
]
DENIED = {"accepts": "refuses"}  # who did not accept has refused; that nobody asked or offered is no stance
DENIAL = re.compile(
    r"(?:\b(?:not|never|no longer|nor|neither|without)|n['’]t)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)

SAID = _any_of(r"""
    said|says|told|tells|added|explained|stated|announced|noted|warned|argued|stressed|insisted|acknowledged
    remarked|declared|commented|reiterated|emphasi[sz]ed|suggested
""")
SAID_JUST_BEFORE = re.compile(r"\b(?:said|says|saying|told|announced|stated|added)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
SAID_JAPANESE = re.compile("述べ|語っ|話し|明らかにし|表明|強調し")
ANONYMOUS = re.compile(
    r"(?:\b\w{1,30}+ ){0,2}(?:sources?|officials?|people|diplomats?)"
    r"(?: (?:close to|familiar with|briefed on|with knowledge of)(?: \w+){1,4}?)?"
    r"(?=,? (?:said|told|say|says|who (?:asked|spoke|declined|requested)))"
    r"|(?<=according to )(?:\w{1,30} ){0,2}sources?(?: (?:close to|familiar with) (?:the )?\w+)?"
    r"|関係者|関係筋|政府筋",
    re.IGNORECASE,
)
INFERRED = re.compile(
    r"\b(?:apparently|appears? to|seems? to|is believed)\b|とみられる|もよう",
    re.IGNORECASE,
)
