"""A reflection or complaint of a citizen, and what people think of the service."""

from tthc_engine.domain.errors.base import Refusal


class UnknownFeedback(Refusal):
    says = "There is no such reflection."


class FeedbackNotYours(Refusal):
    says = "To {feedback_act} a reflection belongs to {allowed}."


class FeedbackNotNow(Refusal):
    says = "Cannot {feedback_act} a reflection that is {feedback_state}."


class FeedbackTextMissing(Refusal):
    says = "To {feedback_act} a reflection needs words."


class FeedbackNamesSender(Refusal):
    says = "What is published may not name the sender."


class FeedbackRatedAlready(Refusal):
    says = "The handling was rated already."
