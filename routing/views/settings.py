"""What somebody can set for themselves: language, quiet hours, consent."""

from intake.messages import Begin, Look, Named, Offer, Phrase, Prompt, Row, Show
from routing.views.window import Window


def settings(window: Window, _: Look) -> tuple[Prompt, ...]:
    """How it stands now, each with the button that changes it."""
    actor = window.actor
    agreed = actor.consent == window.office.notice_version
    consent = Row("settings.agreed" if agreed else "settings.not_agreed", {}, _consent(agreed=agreed))
    rows = [
        Row(
            "settings.language",
            {"it": Named("choice", f"language.language.{actor.language}")},
            _change("button.change_language", "language"),
        ),
        Row(
            "settings.quiet",
            {"it": Named("choice", f"quiet.quiet.{window.figures.quiet(actor.person)}")},
            _change("button.change_quiet", "quiet"),
        ),
        consent,
    ]
    if actor.community:
        rows.append(Row("settings.community", {"group": Named("group", actor.community)}))
    return (Show("settings", {}, tuple(rows)),)


def _change(label: str, form: str) -> tuple[Offer, ...]:
    return (Offer(Phrase(label), Begin(form)),)


def _consent(*, agreed: bool) -> tuple[Offer, ...]:
    read = Offer(Phrase("button.details"), Look("privacy"))
    return (read, Offer(Phrase("button.revoke"), Begin("revoke"))) if agreed else (read,)
