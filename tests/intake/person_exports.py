"""Lists of persons as programs export them, made for these tests: who is in them, and how many there are, by hand.

Every name, address and number is invented, and stands nowhere else: a test looks for each in all that is kept.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

TITLE, KIND = "Atelier ruelles", "joint_session"


@dataclass(frozen=True)
class Export:
    """A file, the persons in it, and what comes of it: by title, segment and channel how many persons there are.

    answers: what guesses do not answer. told: facts and how often.
    """

    name: str
    content: bytes
    personal: tuple[str, ...]
    counts: Mapping[tuple[str, str, str], int]
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)
    told: Mapping[str, int] = field(default_factory=dict, hash=False)

    def write(self, folder: Path) -> Path:
        """The file on the disk."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path


def lines(separator: str, *rows: Sequence[str], end: str = "\r\n") -> str:
    """Rows as a text; the cells hold no quotes."""
    return end.join(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows) + end


UNSAID = ("unknown", "unknown")
OSCARINE, BRIVALDO, TSIRY = "Oscarine Falguière", "Brivaldo Quessard", "Tsiry Hampetra"

# Oscarine organises; Brivaldo joined twice, once without an address; Tsiry came as a guest: 2 are counted.
TEAMS_EN = "\ufeff" + lines(
    "\t",
    ["1. Summary"],
    ["Meeting title", TITLE],
    ["Attended participants", "3"],
    ["Start time", "3/12/26, 9:58:11 AM"],
    ["End time", "3/12/26, 11:31:02 AM"],
    [],
    ["2. Participants"],
    ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"],
    [OSCARINE, "3/12/26, 9:58:14 AM", "3/12/26, 11:31:00 AM", "1h 32m 46s", "oscarine.f@reseau.example",
     "oscarine.f@reseau.example", "Organizer"],
    [BRIVALDO, "3/12/26, 10:02:00 AM", "3/12/26, 10:30:00 AM", "28m", "b.quessard@ville.example",
     "b.quessard@ville.example", "Presenter"],
    ["brivaldo quessard (Guest)", "3/12/26, 10:31:00 AM", "3/12/26, 11:30:00 AM", "59m", "", "", "Attendee"],
    [f"{TSIRY} (Guest)", "3/12/26, 10:05:00 AM", "3/12/26, 10:50:00 AM", "45m", "", "", "Attendee"],
    [],
    ["3. In-Meeting Activities"],
    ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
    [OSCARINE, "3/12/26, 9:58:14 AM", "3/12/26, 11:31:00 AM", "1h 32m 46s", "oscarine.f@reseau.example", "Organizer"],
    [f"{TSIRY} (Guest)", "3/12/26, 10:05:00 AM", "3/12/26, 10:50:00 AM", "45m", "", "Attendee"],
)  # fmt: skip
# The same in French, the day first; Brivaldo has two addresses in two capitals: one person. Oscarine is the organiser.
TEAMS_FR = "\ufeff" + lines(
    "\t",
    ["1. Récapitulatif"],
    ["Titre de la réunion", TITLE],
    ["Participants présents", "3"],
    ["Heure de début", "12/03/2026, 09:58:11"],
    ["Heure de fin", "12/03/2026, 11:31:02"],
    [],
    ["2. Participants"],
    ["Nom", "Première connexion", "Dernier départ", "Durée de la réunion", "E-mail", "ID du participant (UPN)", "Rôle"],
    [OSCARINE, "12/03/2026, 09:58:14", "12/03/2026, 11:31:00", "1h 32m 46s", "oscarine.f@reseau.example",
     "oscarine.f@reseau.example", "Organisateur"],
    [BRIVALDO, "12/03/2026, 10:02:00", "12/03/2026, 10:30:00", "28m", "b.quessard@ville.example",
     "b.quessard@ville.example", "Présentateur"],
    ["Quessard Brivaldo", "12/03/2026, 10:31:00", "12/03/2026, 11:30:00", "59m", "B.Quessard@Ville.example",
     "B.Quessard@Ville.example", "Participant"],
    [f"{TSIRY} (Invité)", "12/03/2026, 10:05:00", "12/03/2026, 10:50:00", "45m", "", "", "Participant"],
    [],
    ["3. Activités pendant la réunion"],
    ["Nom", "Heure de connexion", "Heure de départ", "Durée", "E-mail", "Rôle"],
    [f"{TSIRY} (Invité)", "12/03/2026, 10:05:00", "12/03/2026, 10:50:00", "45m", "", "Participant"],
)  # fmt: skip
TEAMS_OLD = "\ufeff" + lines(
    "\t",
    ["Meeting Summary"],
    ["Total Number of Participants", "2"],
    ["Meeting Title", TITLE],
    ["Meeting Start Time", "3/12/2026, 9:58:11 AM"],
    [],
    ["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role", "Participant ID (UPN)"],
    [OSCARINE, "3/12/2026, 9:58:14 AM", "3/12/2026, 11:31:00 AM", "1h", "oscarine.f@reseau.example", "Organizer", ""],
    [BRIVALDO, "3/12/2026, 10:02:00 AM", "3/12/2026, 10:30:00 AM", "28m", "b.quessard@ville.example", "Attendee", ""],
)  # fmt: skip
# The host stands in the preamble by her address, and in the list without a word: 2 others, one of whom joined twice.
ZOOM_EN = lines(
    ",",
    ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants"],
    ["812 3344 5566", TITLE, "03/12/2026 10:00:00 AM", "03/12/2026 11:02:11 AM", "oscarine.f@reseau.example", "6", "4"],
    [],
    ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest", "In Waiting Room"],
    [OSCARINE, "oscarine.f@reseau.example", "03/12/2026 10:00:00 AM", "03/12/2026 11:02:11 AM", "63", "Yes", ""],
    [BRIVALDO, "b.quessard@ville.example", "03/12/2026 10:01:00 AM", "03/12/2026 10:20:00 AM", "19", "Yes", ""],
    [BRIVALDO, "b.quessard@ville.example", "03/12/2026 10:22:00 AM", "03/12/2026 11:02:00 AM", "40", "Yes", ""],
    [TSIRY, "", "03/12/2026 10:05:00 AM", "03/12/2026 11:00:00 AM", "55", "Yes", ""],
)  # fmt: skip
ZOOM_FR = "\ufeff" + lines(
    ";",
    ["ID de réunion", "Sujet", "Heure de début", "Heure de fin", "E-mail de l’utilisateur", "Durée"],
    ["812 3344 5566", TITLE, "12/03/2026 10:00:00", "12/03/2026 11:02:11", "oscarine.f@reseau.example", "63"],
    [],
    ["Nom (nom d’origine)", "E-mail de l’utilisateur", "Heure d’entrée", "Heure de sortie", "Durée", "Invité"],
    [f"{OSCARINE} (Hôte)", "oscarine.f@reseau.example", "12/03/2026 10:00:00", "12/03/2026 11:02:11", "63", "Oui"],
    [BRIVALDO, "b.quessard@ville.example", "12/03/2026 10:01:00", "12/03/2026 10:20:00", "19", "Oui"],
    [TSIRY, "", "12/03/2026 10:05:00", "12/03/2026 11:00:00", "55", "Oui"],
)  # fmt: skip
# At the first: Oscarine and Brivaldo attend, Tsiry does not, Brivaldo has two tickets: 2. At the second: Tsiry, checked
# in: 1, and Oscarine was refunded.
EVENTBRITE_EN = lines(
    ",",
    ["Order #", "Order Date", "First Name", "Last Name", "Email", "Event Name", "Ticket Type", "Attendee Status",
     "Cell Phone", "Home Address 1"],
    ["111", "2026-02-10 18:00", "Oscarine", "Falguière", "oscarine.f@reseau.example", TITLE, "Standard", "Attending",
     "+33 6 98 11 22 33", "7 impasse Quirin"],
    ["112", "2026-02-10 18:05", "Tsiry", "Hampetra", "tsiry@h.example", TITLE, "Standard", "Not Attending", "", ""],
    ["113", "2026-02-11 18:00", "Brivaldo", "Quessard", "b.quessard@ville.example", TITLE, "Full", "Attending", "", ""],
    ["113", "2026-02-11 18:00", "Brivaldo", "Quessard", "b.quessard@ville.example", TITLE, "Full", "Attending", "", ""],
    ["114", "2026-05-11 18:00", "Tsiry", "Hampetra", "tsiry@h.example", "Webinaire compost", "Standard", "Checked In",
     "+33 6 98 11 22 34", ""],
    ["115", "2026-05-11 18:00", "Oscarine", "Falguière", "oscarine.f@reseau.example", "Webinaire compost", "Standard",
     "Refunded", "+33 6 98 11 22 33", ""],
)  # fmt: skip
EVENTBRITE_FR = lines(
    ";",
    ["N° de commande", "Date de la commande", "Prénom", "Nom de famille", "E-mail", "Nom de l’événement",
     "Type de billet", "Statut du participant"],
    ["111", "10/02/2026 18:00", "Oscarine", "Falguière", "oscarine.f@reseau.example", TITLE, "Standard", "Participe"],
    ["112", "10/02/2026 18:05", "Tsiry", "Hampetra", "tsiry@h.example", TITLE, "Standard", "Ne participe pas"],
    ["113", "10/02/2026 18:06", "Brivaldo", "Quessard", "b.quessard@ville.example", TITLE, "Standard", "Participe"],
)  # fmt: skip
# Filled in twice by Oscarine; the segment is her first. Brivaldo does not say who he is to the network.
FORM_FR = lines(
    ",",
    ["Horodateur", "Nom et prénom", "Adresse e-mail", "Atelier", "Profil", "Commentaire"],
    ["12/03/2026 11:40:02", OSCARINE, "oscarine.f@reseau.example", TITLE, "Élus", "merci à Tsiry Hampetra"],
    ["12/03/2026 11:42:10", BRIVALDO, "b.quessard@ville.example", TITLE, "", "écrire à q.privé@ville.example"],
    ["13/03/2026 08:02:10", OSCARINE.upper(), "Oscarine.F@reseau.example", TITLE, "Élus", ""],
    ["12/03/2026 11:45:00", TSIRY, "tsiry@h.example", TITLE, "Habitants", ""],
)  # fmt: skip
FORM_EN = lines(
    ",",
    ["Timestamp", "Full name", "Email Address", "Phone number", "Workshop", "Segment", "Channel"],
    ["2026-03-12 11:40:02", OSCARINE, "oscarine.f@reseau.example", "06 98 11 22 33", TITLE, "Elected", "In person"],
    ["2026-03-12 11:42:10", BRIVALDO, "b.quessard@ville.example", "06 98 11 22 35", TITLE, "City staff", "Online"],
)  # fmt: skip

NAMES = ("Falguière", "Quessard", "Hampetra", "Oscarine", "Brivaldo", "Tsiry")
MEETING = (*NAMES, "oscarine.f@", "b.quessard@")
ACTIVITY = {"held_on.eventbrite.Atelier ruelles": "2026-03-12", "held_on.eventbrite.Webinaire compost": "2026-05-20"}


def sign_in_sheet(folder: Path) -> bytes:
    """A sheet signed on paper and typed in: telephones, one of them as a number; a comment names a person."""
    path = folder / "made.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"author": OSCARINE, "comments": "tsiry@h.example"})
        sheet = book.add_worksheet("Émargement")
        rows: list[list[object]] = [
            ["Titre", TITLE], ["Date", "12/03/2026"], [],
            ["Nom", "Prénom", "Téléphone", "Profil"],
            ["Falguière", "Oscarine", 33698112233, "Agents"],
            ["Quessard", "Brivaldo", "06 98 11 22 35", "Habitants"],
            ["QUESSARD", "brivaldo", "", "Habitants"],
            ["Hampetra", "Tsiry", "", "Habitants"],
        ]  # fmt: skip
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                sheet.write(y, x, cell)
        sheet.write_comment(4, 0, f"appelée par {BRIVALDO}")
        book.add_worksheet("Notes").write(0, 0, "Contact : oscarine.f@reseau.example")
    return path.read_bytes()


def zipped(folder: Path) -> bytes:
    """A form in a zip, as some programs send it."""
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("formulaire.csv", FORM_FR)
    return path.read_bytes()


FORM_COUNTS = {(TITLE, "elected", "unknown"): 1, (TITLE, "unknown", "unknown"): 1, (TITLE, "residents", "unknown"): 1}


def every(folder: Path) -> list[Export]:
    """Every kind of export."""
    two = {(TITLE, *UNSAID): 2}
    left = {"hosts_left_out": 1, "persons_counted": 2}
    return [
        Export("teams.csv", TEAMS_EN.encode("utf-16-le"), MEETING, two, told=left),
        Export("equipe.csv", TEAMS_FR.encode("utf-16-le"), (*MEETING, "B.Quessard@"), two, told=left),
        Export("ancien.csv", TEAMS_OLD.encode("utf-16-le"), (*NAMES[:2], "oscarine.f@", "b.quessard@"),
               {(TITLE, *UNSAID): 1}, told={"hosts_left_out": 1, "persons_counted": 1}),
        Export("zoom.csv", ZOOM_EN.encode(), MEETING, two, told=left),
        Export("zoom_fr.csv", ZOOM_FR.encode(), MEETING, two, told=left),
        Export("eventbrite.csv", EVENTBRITE_EN.encode(), (*MEETING, "tsiry@h", "98 11 22 3", "impasse Quirin"),
               {(TITLE, *UNSAID): 2, ("Webinaire compost", *UNSAID): 1}, ACTIVITY,
               {"persons_absent": 2, "persons_counted": 3}),
        Export("billets.csv", EVENTBRITE_FR.encode("cp1252"), (*MEETING, "tsiry@h"), two,
               {"held_on.billets.Atelier ruelles": "2026-03-12"}, {"persons_absent": 1, "persons_counted": 2}),
        Export("formulaire.csv", FORM_FR.encode(), (*MEETING, "tsiry@h", "q.privé@", "OSCARINE"), FORM_COUNTS,
               told={"persons_counted": 3}),
        Export("form.csv", FORM_EN.encode(), (*NAMES[:2], "oscarine.f@", "b.quessard@", "98 11 22 3"),
               {(TITLE, "elected", "on_site"): 1, (TITLE, "city_staff", "online_live"): 1},
               told={"persons_counted": 2}),
        Export("liste.xlsx", sign_in_sheet(folder), (*MEETING[:-1], "33698112233", "98 11 22 35", "tsiry@h"),
               {(TITLE, "city_staff", "unknown"): 1, (TITLE, "residents", "unknown"): 2},
               told={"persons_counted": 3}),
        Export("envoi.zip", zipped(folder), (*MEETING, "tsiry@h", "q.privé@", "OSCARINE"), FORM_COUNTS,
               told={"persons_counted": 3}),
    ]  # fmt: skip
