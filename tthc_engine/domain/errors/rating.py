"""The monthly rating of staff."""

from tthc_engine.domain.errors.base import Refusal


class RatingNotYours(Refusal):
    says = "Only the head of the unit confirms a rating."


class RatingOfOneself(Refusal):
    says = "Nobody confirms their own rating."


class RatingMonthRuns(Refusal):
    says = "The month is not over: its figures still change."


class RatingUnknown(Refusal):
    says = "There is no such grade, or this officer is not rated here."


class RatingReasonMissing(Refusal):
    says = "A grade other than the proposed one, or without a proposal, needs its reason."


class RatingUnconfirmed(Refusal):
    says = "{count} officers have no confirmed grade yet."
