"""Somebody in Slack: what they do becomes signed payloads, what they see is what the double has for them."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.slack.platform import TEAM, Params, Platform
from tests.slack.seen import Posted, View, read_aloud


@dataclass
class Person:
    """One person, in their direct messages with the app and in its modals."""

    slack: Platform
    user: str = "U0011"
    patience: float = 15
    #: What stands in the inputs of the modal that is open: field → element's state.
    typed: dict[str, dict[str, Params]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def dm(self) -> str:
        return f"D{self.user[1:]}"

    # --- direct messages -------------------------------------------------------------------------

    def say(self, text: str, **more: Any) -> str:
        event = {
            "type": "message",
            "channel": self.dm,
            "channel_type": "im",
            "user": self.user,
            "text": text,
            "ts": f"{time.time():.6f}",
            **more,
        }
        return self.slack.event(event)

    def mention(self, channel: str, text: str) -> str:
        ts = f"{time.time():.6f}"
        return self.slack.event(
            {"type": "app_mention", "channel": channel, "user": self.user, "text": text, "ts": ts}
        )

    def go_home(self) -> View:
        self.slack.homes.pop(self.user, None)
        self.slack.event({"type": "app_home_opened", "user": self.user, "tab": "home", "channel": self.dm})
        self.slack.until(lambda: self.user in self.slack.homes, self.patience)
        return self.slack.homes[self.user]

    def sent(self) -> list[Posted]:
        return self.slack.messages(self.dm)

    def sees(self, words: str, times: int = 1) -> Posted:
        """Wait until the words have been shown so often in private; the newest message with them."""
        self.slack.until(lambda: len(self.showing(words)) >= times, self.patience)
        return self.showing(words)[-1]

    def showing(self, words: str) -> list[Posted]:
        return [each for each in self.sent() if words in each.shown]

    def press(
        self, label: str, channel: str | None = None, state: Params | None = None
    ) -> tuple[int, Params]:
        """Press the newest button so labelled, in private or in a channel, once it is there."""
        self.slack.until(lambda: self._with(label, channel), self.patience)
        return self.press_on(self._with(label, channel)[-1], label, state)

    def press_on(self, message: Posted, label: str, state: Params | None = None) -> tuple[int, Params]:
        return self.slack.send(self.pressing(message, label, state))

    def pressing(self, message: Posted, label: str, state: Params | None = None) -> Params:
        block, element = message.buttons[label]
        return {
            "type": "block_actions",
            **self._me(),
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": message.only is not None,
            },
            "channel": {"id": message.channel},
            "message": {"ts": message.ts, "blocks": message.blocks},
            "state": {"values": state or {}},
            "actions": [{**element, "block_id": block, "action_ts": f"{time.time()}"}],
        }

    def press_at_home(self, label: str) -> tuple[int, Params]:
        """Press a button on the Home tab."""
        home = self.slack.homes[self.user]
        block, element = home.buttons[label]
        payload = {"type": "block_actions", **self._me(), "container": {"type": "view", "view_id": home.id}}
        view = {**home.view, "id": home.id, "state": {"values": {}}}
        return self.slack.send({**payload, "view": view, "actions": [{**element, "block_id": block}]})

    def _with(self, label: str, channel: str | None) -> list[Posted]:
        if channel is None:
            found = self.sent()
        else:
            found = self.slack.messages(channel) + self.slack.messages(channel, self.user)
        return [each for each in found if label in each.buttons]

    # --- commands and shortcuts --------------------------------------------------------------------

    def command(self, command: str, text: str = "", channel: str | None = None) -> tuple[int, Params]:
        payload = {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "user_id": self.user,
            "channel_id": channel or self.dm,
            "trigger_id": self.slack.trigger(self.user),
            "response_url": f"{self.slack.url}/response",
        }
        return self.slack.send(payload, command=True)

    def shortcut(self, callback: str = "report", **more: Any) -> tuple[int, Params]:
        kind = "message_action" if more else "shortcut"
        return self.slack.send({"type": kind, "callback_id": callback, **self._me(), **more})

    def _me(self) -> Params:
        return {
            "team": {"id": TEAM},
            "user": {"id": self.user},
            "api_app_id": "A0001",
            "trigger_id": self.slack.trigger(self.user),
        }

    # --- modals --------------------------------------------------------------------------------------

    def modal(self, words: str = "") -> View:
        """The modal that stands open, once it shows the words."""

        def there() -> bool:
            view = self.slack.modal_of(self.user)
            return view is not None and words in view.shown

        self.slack.until(there, self.patience)
        view = self.slack.modal_of(self.user)
        assert view is not None
        return view

    def fill(self, **values: Any) -> None:
        """Put values into the open modal; a choice that the form depends on is sent at once."""
        for name, value in values.items():
            self.slack.until(lambda name=name: name in self.modal().inputs, self.patience)  # type: ignore[misc]
            view = self.modal()
            block = view.inputs[name]
            element = block["element"]
            self.typed.setdefault(view.id, {})[name] = {element["action_id"]: _state(element, value)}
            if block.get("dispatch_action"):
                before = view.hash
                self._act_in(view, {"action_id": element["action_id"], "block_id": name})
                self.slack.until(lambda v=view, b=before: v.hash != b, self.patience)  # type: ignore[misc]

    def press_in(self, label: str) -> tuple[int, Params]:
        """Press a button inside the modal."""
        self.slack.until(lambda: label in self.modal().buttons, self.patience)
        view = self.modal()
        block, element = view.buttons[label]
        return self._act_in(view, {**element, "block_id": block})

    def _act_in(self, view: View, action: Params) -> tuple[int, Params]:
        payload = {"type": "block_actions", **self._me(), **self._view(view), "actions": [action]}
        return self.slack.send({**payload, "container": {"type": "view", "view_id": view.id}})

    def submit(self) -> tuple[int, Params]:
        """Send the modal off; what Slack does then is done."""
        view = self.modal()
        status, answer = self.slack.send(self.submitting(view))
        if status == 200:
            self.after(view, answer)
        return status, answer

    def fill_error(self, field: str) -> str:
        """What stands beside a field after the modal was sent off in vain."""
        return self.errors.get(field, "")

    def close(self) -> None:
        """Put the modal away."""
        self.modal().open = False

    def thread(self, channel: str, ts: str, text: str) -> None:
        """Say something in a thread; it is delivered although nobody asked for channels' messages."""
        event = {"type": "message", "channel": channel, "channel_type": "channel", "user": self.user}
        self.slack.event({**event, "text": text, "ts": f"{time.time():.6f}", "thread_ts": ts})

    def submitting(self, view: View) -> Params:
        return {"type": "view_submission", **self._me(), **self._view(view)}

    def after(self, view: View, answer: Params) -> None:
        """As Slack treats what it is answered."""
        match answer.get("response_action"):
            case "errors":
                unknown = set(answer["errors"]) - set(view.inputs)
                assert not unknown, f"errors beside fields that are not there: {unknown}"
                self.errors = answer["errors"]
            case "update":
                from tests.slack.limits import checked_view

                checked_view(answer["view"])
                self.slack.change(view, answer["view"])
            case _:
                view.open = False

    def _view(self, view: View) -> Params:
        state: Params = {}
        for name, block in view.inputs.items():
            element = block["element"]
            kept = self.typed.get(view.id, {}).get(name, {}).get(element["action_id"])
            state[name] = {element["action_id"]: kept or _untouched(element)}
        return {"view": {**view.view, "id": view.id, "hash": view.hash, "state": {"values": state}}}

    def __repr__(self) -> str:
        view = self.slack.modal_of(self.user)
        seen = "\n---\n".join(each.shown for each in self.sent())
        return f"{seen}\n=== {read_aloud(view.view['blocks']) if view else 'no modal'}"


def _untouched(element: Params) -> Params:
    made: Params = {"type": element["type"]}
    match element["type"]:
        case "plain_text_input":
            return made | {"value": element.get("initial_value")}
        case "radio_buttons" | "static_select":
            return made | {"selected_option": element.get("initial_option")}
        case "checkboxes" | "multi_static_select":
            return made | {"selected_options": element.get("initial_options", [])}
        case _:
            return made | {"files": []}


def _state(element: Params, value: Any) -> Params:
    """What Slack says of an element into which that was put; choices by their label."""
    made: Params = {"type": element["type"]}
    if element["type"] == "plain_text_input":
        assert value is None or len(value) <= element["max_length"]
        return made | {"value": value}
    if element["type"] == "file_input":
        return made | {"files": [{"id": each} for each in value]}
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    options = [option for group in groups for option in group["options"]]
    by_label = {option["text"]["text"]: option for option in options}
    if isinstance(value, str):
        return made | {"selected_option": by_label[value]}
    return made | {"selected_options": [by_label[each] for each in value]}
