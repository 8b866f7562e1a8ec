"""What was promised in a deal, what each side says of it, what carries it out, and where accounts differ."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from negotiations.models.negotiation import Negotiation, Party
from negotiations.models.one_table import refuse_another_table
from negotiations.models.positions import Issue, Position, Unit, measured
from negotiations.models.rounds import Occasion, StatementQuerySet
from negotiations.models.statement import Statement, StatementVerbs
from parley.lib.addresses import address_of
from parley.lib.links import link
from parley.lib.records import Dated, Keyed, Recorded, RecordQuerySet, history_of
from tariffs.models import Economy, LegalInstrument, Rate, Scope


class Term(Keyed, Statement, Recorded):
    """A promise in a deal; one about a rate says for which goods, from where, and by whom it is charged."""

    class RateIs(models.TextChoices):
        TOTAL = "total", "in all, counting the base rate"
        ADDITIONAL = "additional", "on top of the base rate"

    negotiation = link("terms", Negotiation)
    issue = link("terms", Issue, null=True, blank=True)
    occasion = link("terms", Occasion, null=True, blank=True)
    title = models.CharField(max_length=200)
    words = models.TextField("in words", help_text="What was promised, in a sentence or two of ours.")
    owed_by = link("owed_terms", Party, null=True, blank=True, help_text="Empty where both owe it.")
    promised_on = models.DateField("promised on")
    due_on = models.DateField("due on", null=True, blank=True)
    rate = models.DecimalField(
        "promised rate in percent", max_digits=9, decimal_places=4, null=True, blank=True,
        help_text="In all: a good whose base rate is higher pays that one.",
    )  # fmt: skip
    rate_is = models.CharField("the rate is", max_length=10, choices=RateIs, blank=True)
    goods = link("terms", Scope, null=True, blank=True)
    origin = link("terms_on_its_goods", Economy, null=True, blank=True, verbose_name="origin of the goods")
    importer = link("terms_on_its_duties", Economy, null=True, blank=True, verbose_name="economy that charges it")
    apart_from = models.CharField(
        "apart from goods that pay under", max_length=200, blank=True,
        help_text="A legal basis, as measures word it: goods that pay a duty under it are no part of the promise.",
    )  # fmt: skip
    place = models.PositiveSmallIntegerField("place in the deal", default=0)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["place", "key"]
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rate=None, rate_is="")
                | (~Q(rate_is="") & Q(rate__gte=0, goods__isnull=False, origin__isnull=False, importer__isnull=False)),
                name="negotiations_term_rate_is_for_goods",
                violation_error_message="A promised rate is not negative, and says what it counts, for which goods, "
                "from where, and who charges it.",
            ),
            models.CheckConstraint(
                condition=Q(apart_from="") | Q(rate__isnull=False),
                name="negotiations_term_apart_from_needs_a_rate",
                violation_error_message="Only of a promised rate goods are left out.",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("promised_on")),
                name="negotiations_term_due_after_it_was_promised",
                violation_error_message="A promise is not due before the day on which it was made.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("negotiations:term_detail", self.negotiation.key, self.key)

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)


class Implementation(Keyed, Dated, Statement, Recorded):
    """What an act does to a promise from a day on: carries it out, wholly or in part, authorises it or departs."""

    class How(models.TextChoices):
        CARRIES_OUT = "carries-out", "Carries it out"
        IN_PART = "in-part", "Carries it out in part"
        AUTHORISES = "authorises", "Authorises it"
        DEPARTS = "departs", "Departs from it"

    term = link("implementations", Term)
    instrument = link("implementations", LegalInstrument, null=True, blank=True)
    rate = link("implementations", Rate, null=True, blank=True, help_text="The rate that carries it out.")
    how = models.CharField("what it does", max_length=20, choices=How)
    words = models.TextField("in words", help_text="What it does to the promise, in a sentence of ours.")

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta(Dated.Meta):
        ordering = ["starts_on", "key"]
        constraints = [*Dated.Meta.constraints, *Statement.Meta.constraints]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return f"{self.term.get_absolute_url()}#{self.key}"


class Divergence(Keyed, Recorded):
    """A subject on which accounts differ. The accounts stand side by side; one that settles it takes none away."""

    negotiation = link("divergences", Negotiation)
    issue = link("divergences", Issue, null=True, blank=True)
    term = link("divergences", Term, null=True, blank=True, help_text="The promise of which they give accounts.")
    title = models.CharField(max_length=200, help_text="What they differ on, as a question or a few words.")
    note = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField("place on the board", default=0)

    objects = RecordQuerySet.as_manager()
    history = history_of()

    class Meta:
        ordering = ["place", "key"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{address_of('negotiations:divergence_list', self.negotiation.key)}#{self.key}"

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)


class Account(Keyed, Statement, Recorded):
    """What a party, or a source of its own, says of a promise, or of a subject on which others say otherwise."""

    term = link("accounts", Term, null=True, blank=True)
    divergence = link("accounts", Divergence, null=True, blank=True)
    party = link("accounts", Party, null=True, blank=True, help_text="Whose account it is. Empty: a source's own.")
    teller = models.CharField("whose account", max_length=100, blank=True, help_text="Where it is no party's.")
    position = link("accounts", Position, null=True, blank=True, help_text="The position that says so.")
    occasion = link("accounts", Occasion, null=True, blank=True)
    words = models.TextField("in words", help_text="What it says, in a sentence of ours.")
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=10, choices=Unit, blank=True)
    given_on = models.DateField("given on")
    settles = models.BooleanField("settles the matter", default=False)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["given_on", "key"]
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=Q(term__isnull=False) | Q(divergence__isnull=False),
                name="negotiations_account_of_something",
                violation_error_message="An account is one of a promise, or of a subject on which accounts differ.",
            ),
            models.CheckConstraint(
                condition=Q(settles=False) | Q(divergence__isnull=False),
                name="negotiations_account_settles_a_divergence",
                violation_error_message="Only where accounts differ can one settle the matter.",
            ),
            models.CheckConstraint(
                condition=Q(quantity=None, unit="") | (Q(quantity__isnull=False) & ~Q(unit="")),
                name="negotiations_account_quantity_has_a_unit",
                violation_error_message="A quantity has a unit.",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False, teller="") | (Q(party=None) & ~Q(teller="")),
                name="negotiations_account_has_one_teller",
                violation_error_message="Say whose account it is: a party's, or who else gives it.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        about: Divergence | Term = self.divergence or self.term
        return about.get_absolute_url()

    def clean(self) -> None:
        super().clean()
        refuse_another_table(self)

    @property
    def measured(self) -> str:
        """The quantity as people write it, or nothing."""
        return measured(self.quantity, self.unit)

    @property
    def whose(self) -> str:
        """Who gives it: the party's name, or the words for another teller."""
        return str(self.party) if self.party_id else self.teller


class Exchange(Keyed, Statement, Recorded):
    """That one party's position was given in return for another party's, by what a source says."""

    given = link("given_in_return", Position)
    taken = link("taken_in_return", Position)
    words = models.TextField("in words", blank=True)

    objects = StatementQuerySet.as_manager()
    history = history_of(StatementVerbs)

    class Meta:
        ordering = ["key"]
        constraints = [
            *Statement.Meta.constraints,
            models.UniqueConstraint(
                fields=["given", "taken"],
                name="negotiations_exchange_once",
                violation_error_message="That exchange is in the record already.",
            ),
        ]

    def __str__(self) -> str:
        return self.words or f"“{self.given}” for “{self.taken}”"

    def get_absolute_url(self) -> str:
        return address_of("negotiations:concession_list", self.given.issue.negotiation.key)

    def clean(self) -> None:
        super().clean()
        if not (self.given_id and self.taken_id):
            return
        if self.given.party_id == self.taken.party_id:
            raise ValidationError({"taken": "What one party gives is given for what another one gives."})
        refuse_another_table(self)
