"""评价轮次: who is evaluated by which standard until when, by whom, what they said, and what was concluded."""

from django.db import models
from django.db.models import Q

from jieyue.rules.roles import Right
from jieyue.rules.rounds import Outcome, Ruling, Stage
from jieyue.store.orgs.models import Organisation, choices
from jieyue.store.people.models import User
from jieyue.store.snapshots.models import Snapshot


class Round(models.Model):
    """评价轮次, opened by the authority of a place. `snapshot` holds the standard as it was when the round began."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(max_length=60)
    year = models.IntegerField()
    standard = models.CharField(max_length=60)
    plan = models.CharField(max_length=60, blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    looks_back_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="looked_back_by")

    recorded = True
    organisation_lookup = "organisation"
    zh = "评价轮次"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "year", "name"], name="one_round_of_a_name"),)


class RoundStage(models.Model):
    """评价阶段: until when a stage of a round lasts."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stages", db_index=False)
    stage = models.CharField(max_length=10, choices=choices(Stage))
    last_day = models.DateField()

    recorded = True
    organisation_lookup = "round__organisation"
    zh = "评价阶段"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "stage"], name="one_day_a_stage"),)


class RoundMember(models.Model):
    """评审组成员. One of them leads."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="members", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_leader = models.BooleanField(default=False)

    recorded = True
    organisation_lookup = "round__organisation"
    zh = "评审组成员"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "user"], name="member_of_a_round_once"),
            models.UniqueConstraint(fields=["round"], condition=Q(is_leader=True), name="one_leader_a_round"),
        )


class RoundUnit(models.Model):
    """参评单位. What was concluded stays: its items, points and reasons are in the snapshot."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="units", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="round_units")
    outcome = models.CharField(max_length=10, blank=True, choices=choices(Outcome))
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    reason = models.TextField(blank=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+")
    concluded_by = models.CharField(max_length=150, blank=True)
    concluded_at = models.DateTimeField(null=True)
    drawn = models.IntegerField(null=True, help_text="its place in the sample of the spot check")
    drawn_because = models.CharField(max_length=200, blank=True)

    recorded = True
    organisation_lookup = "organisation"
    takes_evidence = True
    zh = "参评单位"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "organisation"], name="in_a_round_once"),)


class RoundTask(models.Model):
    """整改清单: what a unit that failed has to put right. How far it has come its finding says."""

    unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="tasks")
    item = models.CharField(max_length=30, blank=True)
    finding = models.OneToOneField("findings.Finding", on_delete=models.PROTECT, related_name="+")

    recorded = True
    organisation_lookup = "unit__organisation"
    zh = "整改清单"


class RoundRuling(models.Model):
    """结论以后的决定: what became of a conclusion by a re-check, an appeal or a withdrawal. Only added."""

    unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=10, choices=choices(Ruling))
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    reason = models.TextField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    recorded = True
    organisation_lookup = "unit__organisation"
    zh = "结论以后的决定"


class RoundAppeal(models.Model):
    """申诉: of a unit against what was concluded, and the ruling on it."""

    unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ruling = models.OneToOneField(RoundRuling, on_delete=models.PROTECT, null=True, related_name="+")

    recorded = True
    organisation_lookup = "unit__organisation"
    zh = "评价申诉"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit"], condition=Q(ruling__isnull=True), name="one_open_appeal_a_unit"),
        )


class RoundDraw(models.Model):
    """抽查: the list it is drawn from, with risks and exemptions, kept in `snapshot` before the seed was known."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="draw")
    size = models.IntegerField()
    seed_from = models.CharField(max_length=200)
    draws_on = models.DateField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    announced_by = models.CharField(max_length=150)
    announced_at = models.DateTimeField()
    seed = models.CharField(max_length=200, blank=True)
    drawn_by = models.CharField(max_length=150, blank=True)
    drawn_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "round__organisation"
    zh = "评价抽查"


class RoundScore(models.Model):
    """评审分: what one reviewer gives a unit for an item, and why."""

    unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="scores", db_index=False)
    item = models.CharField(max_length=30)
    reviewer = models.CharField(max_length=150)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField(blank=True)

    recorded = True
    organisation_lookup = "unit__organisation"
    zh = "评审分"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "item", "reviewer"], name="one_score_a_reviewer_and_item"),
        )


class SiteLook(models.Model):
    """现场核验: what a member of the team saw of an item at the unit, where and when; photos are its evidence."""

    unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="site_looks", db_index=False)
    item = models.CharField(max_length=30)
    reviewer = models.CharField(max_length=150)
    looked_at = models.DateTimeField()
    place = models.CharField(max_length=60)
    differs = models.BooleanField(default=False)
    text = models.TextField(blank=True)

    recorded = True
    organisation_lookup = "unit__organisation"
    takes_evidence = True
    evidence_rights = (Right.REVIEW,)
    zh = "现场核验"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "item", "reviewer", "looked_at", "place"], name="one_look_at_an_item_a_moment"
            ),
        )


class RoundQuestion(models.Model):
    """评审提问: to the unit, of an item or of the whole, and its answer."""

    unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="questions")
    item = models.CharField(max_length=30, blank=True)
    text = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    recorded = True
    organisation_lookup = "unit__organisation"
    zh = "评审提问"
