"""Reading forms: a broken one is refused with the file, the key and the mend."""

from pathlib import Path

import pytest

from intake.form import Choice, Condition, Field
from intake.formfile import FormError, load_forms

SOURCES = {"areas": (Choice("traffic", {"ko": "교통", "en": "Traffic"}),)}

# --- conditions --------------------------------------------------------------------------------------


def test_a_condition_on_a_question_no_longer_asked_does_not_hold() -> None:
    words = {"ko": "가", "en": "a"}
    first = Field("first", "choice", words, words, choices=_options("x", "y"))
    second = Field("second", "choice", words, words, choices=_options("z"), when=(_is(first, "x"),))
    third = Field("third", "text", words, words, when=(_is(second, "z"),))
    fourth = Field("fourth", "text", words, words, not_when=(_is(second, "z"),))
    assert third.visible({"first": "x", "second": "z"})
    assert not third.visible({"first": "y", "second": "z"})
    assert not fourth.visible({"first": "x", "second": "z"})
    assert fourth.visible({"first": "y", "second": "z"})


def _options(*codes: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, {"ko": code, "en": code}) for code in codes)


def _is(field: Field, *codes: str) -> Condition:
    return Condition(field.id, codes, field)


# --- broken forms ------------------------------------------------------------------------------------

HEAD = 'version = 1\ntitle = { ko = "가", en = "a" }\n'
WORDS = 'ask = { ko = "가", en = "a" }\nlabel = { ko = "가", en = "a" }\n'
TEXT = f'[[field]]\nid = "text"\nkind = "text"\n{WORDS}'
PICK = f'[[field]]\nid = "pick"\nkind = "choice"\n{WORDS}options = [{{ code = "x", ko = "가", en = "a" }}]\n'

BROKEN = {
    "no English question": (
        HEAD + TEXT.replace('"가", en = "a"', '"가"', 1),
        ("odd.toml", "field text.ask.en", "write it"),
    ),
    "no label": (
        HEAD + TEXT.replace("label", "hint"),
        ("odd.toml", "field text.label", "write { ko"),
    ),
    "no title": ("version = 1\n" + TEXT, ("odd.toml", "title", "write { ko")),
    "no Korean option": (
        HEAD + PICK.replace('code = "x", ko = "가"', 'code = "x"'),
        ("odd.toml", "field pick.options.x.ko", "write it"),
    ),
    "unknown kind": (
        HEAD + TEXT.replace('"text"\nask', '"essay"\nask'),
        ("odd.toml", "field text.kind", "use one of text, choice"),
    ),
    "choice without options": (
        HEAD + TEXT.replace('"text"\nask', '"choice"\nask'),
        ("odd.toml", "field text.options", "add options"),
    ),
    "no id": (HEAD + TEXT.replace('id = "text"\n', ""), ("odd.toml", "[[field]]", "add one")),
    "id twice": (HEAD + TEXT + TEXT, ("odd.toml", "field text", "another id")),
    "one table instead of many": (
        HEAD + TEXT.replace("[[field]]", "[field]"),
        ("odd.toml", "field", "[[field]]"),
    ),
    "unknown key of a field": (
        HEAD + TEXT + "mandatory = true\n",
        ("odd.toml", "field text.mandatory", "use one of"),
    ),
    "unknown key of the form": (
        "colour = 1\n" + HEAD + TEXT,
        ("odd.toml", "the form.colour", "use one of"),
    ),
    "unknown key of an option": (
        HEAD + PICK.replace('en = "a" }]', 'en = "a", loud = true }]'),
        ("odd.toml", "field pick.options.x.loud", "use one of"),
    ),
    "code twice": (
        HEAD + PICK.replace("}]", '}, { code = "x", ko = "나", en = "b" }]'),
        ("odd.toml", "field pick.options.x", "rename one"),
    ),
    "code too long": (
        HEAD + PICK.replace('"x"', f'"{"x" * 21}"'),
        ("odd.toml", "field pick.options.xxx", "change it"),
    ),
    "unknown source of options": (
        HEAD + PICK.replace("options =", 'options_from = "planets"\noptions ='),
        ("odd.toml", "field pick.options_from", "use one of areas"),
    ),
    "condition on an unknown field": (
        HEAD + TEXT + 'when = { nowhere = ["x"] }\n',
        ("odd.toml", "field text.when", "name one above it"),
    ),
    "condition on a later field": (
        HEAD + TEXT + 'when = { pick = ["x"] }\n' + PICK,
        ("odd.toml", "field text.when", "name one above it"),
    ),
    "condition on an unknown option": (
        HEAD + PICK + TEXT + 'when = { pick = ["z"] }\n',
        ("odd.toml", "field text.when.pick", "correct the code"),
    ),
    "exception for an unknown option": (
        HEAD + PICK + TEXT + 'not_when = { pick = ["z"] }\n',
        ("odd.toml", "field text.not_when.pick", "correct the code"),
    ),
    "wording for an unknown option": (
        HEAD + PICK + TEXT + '[field.ask_by.pick]\nz = { ko = "가", en = "a" }\n',
        ("odd.toml", "field text.ask_by.pick", "correct the code"),
    ),
    "unless of an unknown field": (
        HEAD + TEXT + 'unless = ["nowhere"]\n',
        ("odd.toml", "field text.unless", "correct the name"),
    ),
    "free text nowhere to be kept": (
        'free_text = "nowhere"\n' + HEAD + TEXT,
        ("odd.toml", "free_text", "correct the name"),
    ),
    "offer of an unknown form": (
        HEAD + TEXT + 'offers = ["nowhere"]\n',
        ("odd.toml", "text.offers", "name one of"),
    ),
    "less than nothing": (
        HEAD + TEXT + "at_least = -1\n",
        ("odd.toml", "field text.at_least", "correct it"),
    ),
    "missing part": (
        'parts = ["common/gone.toml"]\n' + HEAD + TEXT,
        ("common/gone.toml", "the file", "put it back"),
    ),
    "no TOML": (HEAD + TEXT + "ask = \n", ("odd.toml", "the file", "mend that line")),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_form_is_refused_with_file_key_and_mend(case: str, tmp_path: Path) -> None:
    text, named = BROKEN[case]
    (tmp_path / "odd.toml").write_text(text, "utf-8")
    with pytest.raises(FormError) as refused:
        load_forms(SOURCES, tmp_path)
    for each in named:
        assert each in str(refused.value)


def test_a_gap_in_a_part_names_the_part(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text('parts = ["common/part.toml"]\n' + HEAD, "utf-8")
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "part.toml").write_text(TEXT.replace('"가", en = "a"', '"가"', 1), "utf-8")
    with pytest.raises(FormError, match=r"common/part\.toml: field text\.ask\.en"):
        load_forms(SOURCES, tmp_path)


def test_an_unbroken_form_is_taken(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(HEAD + PICK + TEXT + 'when = { pick = ["x"] }\n', "utf-8")
    form = load_forms(SOURCES, tmp_path)["odd"]
    assert [each.id for each in form.fields] == ["pick", "text"]
    assert [each.id for each in form.journey({"pick": "x"})] == ["pick", "text"]
    assert [each.id for each in form.journey({})] == ["pick"]
