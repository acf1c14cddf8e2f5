"""Reads forms from TOML and refuses one with a gap, naming the file, the key and the mend."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, get_args

from intake.form import READ, Choice, Condition, Field, Form, KindName, Words

LANGUAGES = ("ko", "en")

#: Options that come from elsewhere: a form says options_from = "areas", and somebody supplies them.
Sources = Mapping[str, tuple[Choice, ...]]

_KINDS: dict[str, KindName] = {kind: kind for kind in get_args(KindName)}
_FORM_KEYS = {
    "version", "title", "parts", "field", "about", "direct", "together", "free_text", "preview",
    "guarded", "thanks", "reminds", "replaces", "confirm",
}  # fmt: skip
_FIELD_KEYS = {
    "id", "kind", "ask", "label", "hint", "options", "options_from", "needed", "must", "when", "not_when",
    "unless", "search", "at_least", "at_most", "means", "offers", "quiet", "unasked", "reads", "spared_by",
    "told", "ask_by", "ask_if",
}  # fmt: skip
_CHOICE_KEYS = {"code", *LANGUAGES, "says", "again", "danger", "ends", "alone", "vague"}


class FormError(Exception):
    """A form cannot be used. Its text names the file, the key and what to do."""


def _refuse(file: str, key: str, mend: str) -> FormError:
    return FormError(f"{file}: {key}: {mend}")


def load_forms(sources: Sources, folder: Traversable | None = None) -> dict[str, Form]:
    """All forms of the folder (the packaged ones by default) by id; FormError when one has a gap."""
    folder = folder or resources.files("intake") / "forms"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    forms = {}
    for file in files:
        form = _read_form(file, folder, sources)
        forms[form.id] = form
    for form in forms.values():
        for each in form.fields:
            for offered in each.offers:
                if offered not in forms:
                    raise _refuse(
                        f"{form.id}.toml",
                        f"{each.id}.offers",
                        f"there is no form “{offered}”; name one of {', '.join(forms)}",
                    )
    return forms


def _read_form(file: Traversable, folder: Traversable, sources: Sources) -> Form:
    name = file.name
    data = _parse(file, name)
    _only(data, _FORM_KEYS, name, "the form")
    tables = [(name, table) for table in _tables(data, "field", name)]
    for part in data.get("parts", []):
        part_data = _parse(folder.joinpath(part), part)
        _only(part_data, {"when", "not_when", "field"}, part, "the part")
        for table in _tables(part_data, "field", part):
            both = {name: {**part_data.get(name, {}), **table.get(name, {})} for name in ("when", "not_when")}
            tables.append((part, {**table, **both}))
    by_id: dict[str, Field] = {}
    for where, table in tables:
        each = _read_field(table, where, sources, by_id)
        if each.id in by_id:
            raise _refuse(where, f"field {each.id}", "the id stands twice; give one of them another id")
        by_id[each.id] = each
    form = Form(
        id=name.removesuffix(".toml"),
        version=_integer(data, "version", 1, name, "version"),
        title=_words(data, "title", name, "title"),
        fields=tuple(by_id.values()),
        by_id=by_id,
        about=data.get("about"),
        direct=data.get("direct", False),
        together=data.get("together", False),
        free_text=data.get("free_text"),
        preview=data.get("preview"),
        guarded=data.get("guarded", False),
        thanks=data.get("thanks"),
        reminds=data.get("reminds", False),
        replaces=data.get("replaces"),
        confirm=_words(data, "confirm", name, "confirm") if "confirm" in data else None,
    )
    _check_references(form, name)
    return form


def _read_field(table: dict[str, Any], file: str, sources: Sources, earlier: Mapping[str, Field]) -> Field:
    if "id" not in table:
        raise _refuse(file, "[[field]]", 'a field has no id; add one, such as id = "place"')
    key = f"field {table['id']}"
    _only(table, _FIELD_KEYS, file, key)
    kind = table.get("kind")
    if kind not in _KINDS:
        raise _refuse(file, f"{key}.kind", f"“{kind}” is no kind of answer; use one of {', '.join(_KINDS)}")
    choices = _read_choices(table, file, key, sources)
    if kind in ("choice", "choices") and not choices:
        raise _refuse(file, f"{key}.options", "a choice needs options; add options or options_from")
    return Field(
        id=table["id"],
        kind=_KINDS[kind],
        ask=_words(table, "ask", file, f"{key}.ask"),
        label=_words(table, "label", file, f"{key}.label"),
        hint=_words(table, "hint", file, f"{key}.hint") if "hint" in table else None,
        choices=choices,
        needed=table.get("needed", False),
        must=table.get("must", False),
        when=_read_conditions(table, "when", file, key, earlier),
        not_when=_read_conditions(table, "not_when", file, key, earlier),
        unless=tuple(table.get("unless", [])),
        at_least=_integer(table, "at_least", 1, file, f"{key}.at_least"),
        at_most=_integer(table, "at_most", 5 if kind == "photo" else 1000, file, f"{key}.at_most"),
        means=table.get("means"),
        offers=tuple(table.get("offers", [])),
        search=table.get("search", False),
        quiet=table.get("quiet", False),
        unasked=table.get("unasked", False),
        reads=_read_reads(table, file, key),
        spared_by=tuple(table.get("spared_by", [])),
        told=table.get("told", False),
        ask_by={
            other: {code: _words(by_code, code, file, f"{key}.ask_by.{other}.{code}") for code in by_code}
            for other, by_code in table.get("ask_by", {}).items()
        },
        ask_if={
            other: _words(table["ask_if"], other, file, f"{key}.ask_if.{other}")
            for other in table.get("ask_if", {})
        },
    )


def _read_reads(table: dict[str, Any], file: str, key: str) -> str | None:
    reads: str | None = table.get("reads")
    if reads is not None and reads not in READ:
        raise _refuse(file, f"{key}.reads", f"“{reads}” is not read in texts; use one of {', '.join(READ)}")
    return reads


def _read_conditions(
    table: dict[str, Any], name: str, file: str, key: str, earlier: Mapping[str, Field]
) -> tuple[Condition, ...]:
    """Conditions may only name fields that stand above, and options these have."""
    conditions = []
    for other, codes in table.get(name, {}).items():
        if other not in earlier:
            raise _refuse(file, f"{key}.{name}", f"“{other}” is no earlier field; name one above it")
        for code in codes:
            if earlier[other].choice(code) is None:
                raise _refuse(file, f"{key}.{name}.{other}", f"“{code}” is no option of it; correct the code")
        conditions.append(Condition(other, tuple(codes), earlier[other]))
    return tuple(conditions)


def _read_choices(table: dict[str, Any], file: str, key: str, sources: Sources) -> tuple[Choice, ...]:
    choices = tuple(_read_choice(option, file, key) for option in table.get("options", []))
    source = table.get("options_from")
    if source is not None:
        if source not in sources:
            raise _refuse(
                file, f"{key}.options_from", f"“{source}” is unknown; use one of {', '.join(sources)}"
            )
        choices = sources[source] + choices
    codes = [choice.code for choice in choices]
    for code in codes:
        if codes.count(code) > 1:
            raise _refuse(file, f"{key}.options.{code}", "the code stands twice; rename one")
    return choices


def _read_choice(option: dict[str, Any], file: str, key: str) -> Choice:
    code = option.get("code", "")
    where = f"{key}.options.{code or '?'}"
    _only(option, _CHOICE_KEYS, file, where)
    if not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 20):
        raise _refuse(file, where, "a code is up to 20 letters, digits and underscores; change it")
    words = {}
    for language in LANGUAGES:
        if not option.get(language):
            raise _refuse(file, f"{where}.{language}", "the wording is missing; write it")
        words[language] = option[language]
    extra = {k: v for k, v in option.items() if k not in ("code", *LANGUAGES)}
    return Choice(code=code, words=words, **extra)


def _check_references(form: Form, file: str) -> None:
    """What a form names must stand in it."""
    for named, where in _named_fields(form):
        if named not in form.by_id:
            raise _refuse(file, where, f"there is no field “{named}”; correct the name")
    for each in form.fields:
        for other, by_code in each.ask_by.items():
            for code in by_code:
                if form.by_id[other].choice(code) is None:
                    where = f"field {each.id}.ask_by.{other}"
                    raise _refuse(file, where, f"“{code}” is no option of it; correct the code")


def _named_fields(form: Form) -> Iterable[tuple[str, str]]:
    yield from ((other, f"field {each.id}.unless") for each in form.fields for other in each.unless)
    yield from ((other, f"field {each.id}.spared_by") for each in form.fields for other in each.spared_by)
    yield from ((other, f"field {each.id}.ask_by") for each in form.fields for other in each.ask_by)
    yield from ((other, f"field {each.id}.ask_if") for each in form.fields for other in each.ask_if)
    if form.free_text:
        yield form.free_text, "free_text"


def _parse(file: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise _refuse(name, "the file", "it is missing; put it back or take it out of “parts”") from None
    except tomllib.TOMLDecodeError as error:
        raise _refuse(name, "the file", f"it is no TOML ({error}); mend that line") from None


def _tables(data: dict[str, Any], key: str, file: str) -> list[dict[str, Any]]:
    tables = data.get(key, [])
    if not isinstance(tables, list):
        raise _refuse(file, key, f"write each as [[{key}]]")
    return tables


def _words(table: dict[str, Any], key: str, file: str, where: str) -> Words:
    words = table.get(key)
    if not isinstance(words, dict):
        raise _refuse(file, where, 'the wording is missing; write { ko = "…", en = "…" }')
    for language in LANGUAGES:
        if not words.get(language):
            raise _refuse(file, f"{where}.{language}", "the wording is missing; write it")
    return words


def _integer(table: dict[str, Any], key: str, default: int, file: str, where: str) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or value < 0:
        raise _refuse(file, where, "a whole number from 0 is wanted; correct it")
    return value


def _only(table: dict[str, Any], known: set[str], file: str, where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise _refuse(
            file, f"{where}.{unknown[0]}", f"the key is unknown; use one of {', '.join(sorted(known))}"
        )
