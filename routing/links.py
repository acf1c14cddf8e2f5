"""What the code of a link or a poster stands for: a community, or the place the poster hangs at."""

from intake.messages import Begin, Place, Tell
from routing.office import Office

#: Begins the code of a community, and of a poster; the rest is its code in the directory.
COMMUNITY, POSTER = "g-", "p-"


def opened_by(code: str, office: Office, language: str) -> tuple[Begin, tuple[Tell, ...]] | None:
    """What the link begins, and what is said first; None for a code the directory does not have."""
    directory = office.directory
    poster = directory.posters.get(code.removeprefix(POSTER)) if code.startswith(POSTER) else None
    if poster is not None:
        place = Place(poster.names[language], gu=poster.gu, dong=poster.dong)
        return Begin("concern", given={"place": place}), (Tell("welcome.place", {"place": place}),)
    if code.startswith(COMMUNITY) and code.removeprefix(COMMUNITY) in directory.groups:
        return Begin("come", given={"community": code.removeprefix(COMMUNITY)}), ()
    return None
