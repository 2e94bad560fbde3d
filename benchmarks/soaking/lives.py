"""What the hands do: dossiers received, supplemented, forgotten, apologised for, finished; looked up in between.

A form goes out with the key its page was made with and is sent again, the very same, until it is answered. A life is
one dossier's; several are led at once, and no hand knows of another's, except where two officers are let loose on one.
"""

import asyncio
import io
import random
import re
from collections import Counter, deque
from dataclasses import dataclass

import httpx
from PIL import Image

from benchmarks.soaking.doors import CONFLICT, SEE_OTHER, Doors, Unexpected
from benchmarks.soaking.journal import ACKNOWLEDGED, REFUSED
from tests.builders import TRANSFER
from tests.web.office import hidden_fields, words

STAFF = ("sen", "hung", "anh", "minh", "huong", "quan")
FAMILIES = ("Giàng", "Lò", "Vàng", "Tẩn", "Lường", "Quàng", "Hảng", "Mùa")
GIVEN = ("Minh Khang", "Bảo Ngọc", "Gia Hân", "Thị Mẩy", "A Páo", "Thị Sua", "Văn Hoà", "Thị Dở")
LATE, ONLINE, SUPPLEMENT, TWICE, TOGETHER = 0.10, 0.08, 0.20, 0.06, 0.05
"""Of a hundred dossiers: put aside until overdue, sent in online, supplemented; of forms: sent twice, by two people."""
LOOKS = 3
"""Other pages that are opened between two acts, on average."""
LATE_AFTER_DAYS = 7
TRIES = 4
SUGGESTED = "as the form suggests"
STALE_DATE = {(422, "issue_apology")}
"""The office's clock jumped over the suggested new date while the form was open."""
_SECRET = re.compile(r'<p class="secret">([^<]+)</p>')
_LETTER = re.compile(r"/van-ban/(\d+)")
_SUGGESTED = re.compile(r'name="new_appointment" value="([^"]+)"')
_SENT_IN = re.compile(r"/tiep-nhan\?ho-so=([^\"&]+)")


@dataclass(frozen=True, slots=True)
class PutAside:
    reference: str
    secret: str
    ready: int
    """The day of the soak on which it is surely overdue."""


class Lives:
    def __init__(self, doors: Doors, *, seed: int) -> None:
        self.doors = doors
        self.chance = random.Random(seed)
        self.day = 0
        self.counted: Counter[str] = Counter()
        self._late: deque[PutAside] = deque()
        self._born = 0
        self._citizens = 0
        self._accepting: set[str] = set()
        made = io.BytesIO()
        Image.new("RGB", (40, 60), "white").save(made, "PNG")
        self._paper = made.getvalue()

    async def lead(self, ending: asyncio.Event) -> None:
        """One dossier after the other until `ending`; what is begun then is left as it stands."""
        while not ending.is_set():
            if self._late and self._late[0].ready <= self.day:
                await self._late_one(self._late.popleft(), ending)
            elif self.chance.random() < ONLINE:
                await self._sent_in_online()
            else:
                await self._handed_in(ending)

    # Roads.

    async def _handed_in(self, ending: asyncio.Event) -> None:
        reference, secret = await self._received()
        if self.chance.random() < LATE:
            self._late.append(PutAside(reference, secret, self.day + LATE_AFTER_DAYS))
            return
        await self._look_around(reference, secret)
        if self.chance.random() < SUPPLEMENT and not ending.is_set():
            items = {"items": "results_summary", "reason": "Thiếu trang 2, bản chụp mờ"}
            if await self._order("hung", reference, "request_supplement", items):
                await self._look_around(reference, secret)
                await self._order("sen", reference, "receive_supplement", {})
        if not ending.is_set():
            await self._finished(reference, secret, ending)

    async def _late_one(self, one: PutAside, ending: asyncio.Event) -> None:
        reason = {"reason_code": "R02", "reason": "Trường chuyển đi trả lời chậm."}
        if await self._order("hung", one.reference, "explain", reason):
            await self._order("minh", one.reference, "approve_explanation", {})
        form = await self.doors.get("minh", f"/ho-so/{one.reference}/lenh/issue_apology", what="form")
        if _SUGGESTED.search(form) is not None:
            typed = {"new_appointment": SUGGESTED, "reason": "Cơ quan được lấy ý kiến trả lời chậm."}
            if await self._order("minh", one.reference, "issue_apology", typed):
                self.counted["apologies"] += 1
                await self._posted(one.reference)
        await self._look_around(one.reference, one.secret)
        if not ending.is_set():
            await self._finished(one.reference, one.secret, ending)

    async def _posted(self, reference: str) -> None:
        """The clerk numbers the letter and notes how it went out."""
        page = await self.doors.get("sen", f"/ho-so/{reference}", what="dossier page")
        letter = max(int(number) for number in _LETTER.findall(page))
        where = f"/ho-so/{reference}/van-ban/{letter}"
        if await self._order("sen", reference, "number_letter", {"number": ""}, page=where):
            await self._order("sen", reference, "dispatch", {"how": "postal"}, page=where)

    async def _finished(self, reference: str, secret: str, ending: asyncio.Event) -> None:
        if self.chance.random() < TOGETHER:
            await self._two_at_once(reference, "complete", ("hung", "anh"))
        else:
            await self._order(self.chance.choice(("hung", "anh")), reference, "complete", {})
        for person, word, typed in (
            ("minh", "approve", {"note": "Đồng ý"}),
            ("minh", "release_result", {"result_number": f"{self._born}/QĐ"}),
            ("sen", "return_result", {"received_by": "Giàng A Páo"}),
        ):
            if ending.is_set():
                return
            await self._look_around(reference, secret)
            await self._order(person, reference, word, typed)
        self.counted["finished"] += 1

    # Acts.

    async def _received(self) -> tuple[str, str]:
        """Accepted at the desk; its code and the secret of its receipt."""
        path = "/tiep-nhan"
        page = await self.doors.get("sen", f"{path}?thu-tuc={TRANSFER}", what="desk form")
        typed = {"action": "accept", "procedure": TRANSFER, "channel": "direct", **self._somebody()}
        answer = await self._send("sen", "accept", path, hidden_fields(page, path) | typed, whose="")
        receipt = await self.doors.get("sen", answer.headers["location"], what="receipt")
        secret = _SECRET.search(receipt)
        if secret is None:
            raise Unexpected("a receipt without its secret")
        return answer.headers["location"].split("/")[2], secret[1].strip()

    async def _sent_in_online(self) -> None:
        """A parent hands in from home; the desk accepts what waits longest."""
        citizen = self._at_home()
        path = f"/nop-ho-so/school/{TRANSFER}"
        page = await self.doors.get(citizen, path, what="online form")
        typed = self._somebody() | {"have.results_summary": "1"}
        files = {"file.application": ("don.png", self._paper, "image/png")}
        await self._send(citizen, "submit", path, hidden_fields(page, path) | typed, whose="", files=files)
        await self.doors.leave(citizen)
        queue = await self.doors.get("sen", "/tiep-nhan/truc-tuyen", what="online queue")
        waiting = [one for one in dict.fromkeys(_SENT_IN.findall(queue)) if one not in self._accepting]
        if waiting:
            self._accepting.add(waiting[0])
            await self._order("sen", waiting[0], "accept", {})

    async def _order(self, person: str, reference: str, word: str, typed: dict[str, str], *, page: str = "") -> bool:
        """Open the form, fill it in, send it; whether it was done."""
        path = f"/ho-so/{reference}/lenh/{word}"
        for _ in range(TRIES):
            form = await self.doors.read(person, page or path, what="form")
            fields = hidden_fields(form.text, path)
            if form.status_code == CONFLICT or "key" not in fields:
                # The page says why not.
                self.counted[f"not offered: {word}"] += 1
                return False
            suggested = _SUGGESTED.search(form.text)
            given = {name: suggested[1] if text == SUGGESTED and suggested else text for name, text in typed.items()}
            answer = await self._send(person, word, path, fields | given, whose=reference)
            if answer.status_code == SEE_OTHER:
                return True
            # The clock, or a colleague, acted since the page was read.
            self.counted["overtaken"] += 1
        raise Unexpected(f"{person} could not {word} {reference} in {TRIES} tries")

    async def _two_at_once(self, reference: str, word: str, people: tuple[str, str]) -> None:
        path = f"/ho-so/{reference}/lenh/{word}"
        forms = [await self.doors.get(person, path, what="form") for person in people]
        answers = await asyncio.gather(
            *(
                self._send(person, word, path, hidden_fields(form, path), whose=reference, once=True)
                for person, form in zip(people, forms, strict=True)
            )
        )
        done = sum(answer.status_code == SEE_OTHER for answer in answers)
        self.counted["two officers at once"] += 1
        if done > 1:
            raise Unexpected(f"{word} of {reference} by two at once was done {done} times")
        if not done:
            # The clock came before both.
            await self._order(people[0], reference, word, {})

    async def _send(
        self,
        person: str,
        word: str,
        path: str,
        fields: dict[str, str],
        *,
        whose: str,
        files: dict[str, tuple[str, bytes, str]] | None = None,
        once: bool = False,
    ) -> httpx.Response:
        """One form, sometimes by a double click; its answer is in the journal before anything else is done."""
        who = "applicant" if word == "submit" else person
        sent = self.doors.journal.sends(who, word, fields["key"], dossier=whose)
        more = {"files": files} if files else {}
        clicks = 2 if not once and self.chance.random() < TWICE else 1
        answers = await asyncio.gather(
            *(self.doors.post(person, path, fields, what=f"command {word}", **more) for _ in range(clicks))
        )
        self.counted["double clicks"] += clicks - 1
        for answer in answers:
            if answer.status_code == SEE_OTHER:
                self.doors.journal.answered(sent, ACKNOWLEDGED, dossier=whose or _named(answer, word))
            elif answer.status_code == CONFLICT or (answer.status_code, word) in STALE_DATE:
                self.doors.journal.answered(sent, REFUSED)
            else:
                raise Unexpected(f"{person} {word} {whose}: {answer.status_code} {words(answer)[:600]}")
        return answers[0]

    # Looks.

    async def _look_around(self, reference: str, secret: str) -> None:
        for _ in range(self.chance.randrange(2 * LOOKS + 1)):
            await self.chance.choice(
                (self._page, self._page, self._page, self._dossier, self._found, self._letter, self._citizen)
            )(reference, secret)

    async def _page(self, _reference: str, _secret: str) -> None:
        person, path = self.chance.choice(
            (
                ("hung", "/viec-cua-toi"),
                ("anh", "/viec-cua-toi"),
                ("minh", "/viec-cua-toi"),
                ("sen", "/van-thu"),
                ("sen", "/tra-ket-qua"),
                ("sen", "/ho-so"),
                ("quan", "/giam-sat"),
                ("quan", "/giam-sat/danh-sach?xem=qua-han"),
                ("huong", "/bao-cao"),
                ("hung", "/thong-bao"),
            )
        )
        await self.doors.get(person, path)

    async def _dossier(self, reference: str, _secret: str) -> None:
        await self.doors.get(self.chance.choice(STAFF), f"/ho-so/{reference}", what="dossier page")

    async def _found(self, _reference: str, _secret: str) -> None:
        words_typed = self.chance.choice(("giang minh khang", "lo bao ngoc", "tan gia han", "0123 04"))
        await self.doors.read("sen", f"/ho-so?q={words_typed.replace(' ', '+')}", what="search")

    async def _letter(self, reference: str, _secret: str) -> None:
        answer = await self.doors.read("sen", f"/ho-so/{reference}/van-ban/1.pdf", what="letter as PDF")
        if not answer.content.startswith(b"%PDF"):
            raise Unexpected(f"{reference}: its receipt is no PDF ({answer.status_code})")

    async def _citizen(self, reference: str, secret: str) -> None:
        citizen = self._at_home()
        page = await self.doors.get(citizen, f"/tra-cuu?ma={reference}", what="look-up form")
        fields = hidden_fields(page, "/tra-cuu") | {"ma": reference, "bi_mat": secret}
        answer = await self.doors.post(citizen, "/tra-cuu", fields, what="look-up")
        if answer.status_code != SEE_OTHER:
            raise Unexpected(f"{reference}: a citizen did not find it ({answer.status_code})")
        shown = await self.doors.get(citizen, "/tra-cuu/ket-qua", what="look-up")
        await self.doors.leave(citizen)
        if reference not in shown:
            raise Unexpected(f"{reference}: a citizen was shown something else")

    def _at_home(self) -> str:
        """A citizen with an address of their own: what one tries too often is not another's fault."""
        self._citizens += 1
        number = self._citizens
        return self.doors.citizen(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    def _somebody(self) -> dict[str, str]:
        """A pupil and a parent, never the same twice; every second parent has mail."""
        self._born += 1
        chance, number = self.chance, self._born
        mail = {"email": f"phuhuynh{number}@example.org"} if number % 2 else {}
        return mail | {
            "case": chance.choice(("same_province", "other_province")),
            "owner_name": f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)}",
            "owner_born_on": "03/09/2016",
            "owner_identifier": f"0993160{number:05d}",
            "relation": "parent",
            "submitter_name": f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)}",
            "phone": f"0123 04{number // 1000 % 10} {number % 1000:03d}",
            "address": "Bản Nậm Pung",
            "paper.application": "present",
            "paper.results_summary": "present",
        }


def _named(answer: httpx.Response, word: str) -> str:
    """The dossier's code from the address after acceptance; an online one has none yet, its address is signed anew."""
    return "" if word == "submit" else answer.headers["location"].split("/")[2]
