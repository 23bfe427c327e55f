"""How tests speak with a form that has drafts, as the script in the page does."""

import re
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

SAVE = reverse("drafts:save")


@dataclass
class Tab:
    """A form opened in a tab: `tab.save(text="…")` is what the script sends a second after the last key."""

    client: Client
    path: str
    instance: str = "tab-1"
    sequence: int = 0
    attributes: dict = field(default_factory=dict)

    def open(self) -> "Tab":
        self.page = self.client.get(self.path)
        self.read(self.page)
        return self

    def read(self, page) -> None:
        html = page.content.decode()
        form = re.search(r"<form[^>]*data-draft=[^>]*>", html).group()
        self.attributes = dict(re.findall(r'data-draft-(\w+)="([^"]*)"', form))
        self.base = int(self.attributes["base"])

    def body(self, **fields) -> dict:
        self.sequence += 1
        return {
            "ticket": self.attributes["ticket"],
            "base": self.base,
            "instance": self.instance,
            "sequence": self.sequence,
            "fields": {name: [value] for name, value in fields.items()},
        }

    def save(self, **fields):
        return self.hear(self.client.post(SAVE, self.body(**fields), content_type="application/json"))

    def hear(self, response):
        answer = response.json()
        if "ticket" in answer:
            self.attributes["ticket"], self.base = answer["ticket"], answer.get("base", 0)
        return response

    def send(self, **fields):
        self.sequence += 1
        ours = {"draft": self.attributes["ticket"], "draft_base": self.base, "draft_instance": self.instance}
        ours["draft_sequence"] = self.sequence
        return self.client.post(self.path, ours | fields)


def text_of(response) -> str:
    return response.content.decode()
