"""Every customer of the demo with a story: what it shows, in French and English.

The README's table is made from this list (``python3 -m demo_data`` from
``scripts/``). Amounts are before tax; ``late`` counts days since the due date
(negative: not due yet); ``reach`` is the level up to which the demo plays the
collector: above it, what is proposed today is left for you to decide.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bill:
    amount: float
    late: int
    term: str = "net30"
    ref: str = ""
    paid: float = 0.0  # share paid on the due date
    currency: str = "EUR"


@dataclass(frozen=True)
class Story:
    key: str
    name: str
    fr: str
    en: str
    bills: tuple = ()
    kind: str = "b2b"  # b2b, b2c, public, nonpro, foreign
    reach: str = "friendly"
    contact: str = ""  # accounts contact, with an e-mail and a telephone
    past: int = 4  # settled invoices earlier in the year
    options: dict = field(default_factory=dict)


STORIES = (
    Story(
        "prevention", "Hôtel des Ombrevaux",
        "Grosse facture bientôt due : un rappel courtois part avant l'échéance.",
        "Large invoice due soon: a courteous reminder leaves before the due date.",
        (Bill(5200, -6),), contact="Maud Ternisien",
    ),
    Story(
        "friendly", "Cuisines Hestrelle",
        "Échéance dépassée de quelques jours : première relance amicale.",
        "A few days late: the first friendly reminder.",
        (Bill(940, 5), Bill(410, -9)), contact="Rémi Gondouin",
    ),
    Story(
        "call", "Brasserie Le Maldrac",
        "Relance amicale restée sans effet : l'appel est à passer aujourd'hui.",
        "The friendly reminder had no effect: the call is for today.",
        (Bill(1480, 13), Bill(760, 3)), contact="Solène Arrigoux",
    ),
    Story(
        "firm_deadline", "Imprimerie Quintefosse",
        "Relance ferme envoyée : délai de huit jours en cours, rien d'autre ne part.",
        "Firm reminder sent, its eight days are running: nothing else leaves.",
        (Bill(2150, 22),), reach="firm", contact="Adrien Vautrel",
    ),
    Story(
        "firm_confirm", "Clinique du Val Sarvelin",
        "Plus de 5 000 € : la relance ferme attend la validation d'une personne.",
        "Above 5 000 €: the firm reminder waits for someone's confirmation.",
        (Bill(7300, 26), Bill(1900, 12)), reach="call", contact="Inès Malbranque",
    ),
    Story(
        "last_notice", "Transports Plouvarec",
        "Le délai de la relance ferme est passé : dernier avis à valider.",
        "The firm reminder's deadline has passed: last notice to confirm.",
        (Bill(3900, 38), Bill(1250, 20)), reach="firm", contact="Yann Kerzuel",
    ),
    Story(
        "letter_to_post", "Ferronnerie Malvezin",
        "Dernier avis validé : la lettre est imprimée mais pas encore postée.",
        "Last notice confirmed: the letter is printed but not posted yet.",
        (Bill(2680, 36),), reach="last_notice", contact="Gwenaël Tristan",
        options={"post": False},
    ),
    Story(
        "formal_confirm", "Négoce Trévannec",
        "Dernier avis sans réponse : la mise en demeure attend le responsable.",
        "No answer to the last notice: the formal notice awaits the manager.",
        (Bill(4600, 58),), reach="last_notice", contact="Benoît Laurissac",
    ),
    Story(
        "formal_posted", "Peintures Fontorbe",
        "Mise en demeure postée en recommandé, avec son numéro de suivi.",
        "Formal notice posted by registered mail, with its tracking number.",
        (Bill(6100, 62),), reach="formal_notice", contact="Clarisse Ombredane",
    ),
    Story(
        "decision", "Agencement Rochevide",
        "Mise en demeure sans effet : le responsable choisit la suite.",
        "Formal notice without effect: the manager chooses what comes next.",
        (Bill(8400, 84), Bill(2300, 76)), reach="formal_notice",
        contact="Fabrice Hautcastel",
    ),
    Story(
        "credit_larger", "Fleuriste Corvalan",
        "L'avoir dépasse la facture : rien à réclamer, le dossier le dit.",
        "The credit note exceeds the invoice: nothing to claim, the case says so.",
        (Bill(620, 24),), contact="Perrine Daguenet",
        options={"credit_note": 800},
    ),
    Story(
        "partial", "Garage des Tourvières",
        "Paiement partiel : seul le solde est réclamé.",
        "Partial payment: only the balance is claimed.",
        (Bill(2400, 19, paid=0.6),), reach="call", contact="Lilian Cazeneuve-Rol",
    ),
    Story(
        "unallocated", "Pharmacie Bellombre",
        "Un paiement non affecté couvre la dette : aucune relance.",
        "An unallocated payment covers the debt: no reminder.",
        (Bill(1350, 27),), contact="Odile Framery",
        options={"unallocated": 1620},
    ),
    Story(
        "unmatched", "Boulangerie Tréviel",
        "Un virement à ce nom attend son rapprochement : à vérifier avant de relancer.",
        "A transfer in this name is unmatched in the bank: check before reminding.",
        (Bill(890, 16),), contact="Nolwenn Abgrallou",
        options={"unmatched": 1068},
    ),
    Story(
        "usd", "Harborlight Fixtures Inc.",
        "Client américain facturé en dollars : les devises ne s'additionnent pas.",
        "American customer invoiced in dollars: currencies never add up.",
        (Bill(4200, 31, currency="USD"), Bill(700, 8)), kind="foreign",
        contact="Dana Whitlock", past=2, options={"lang": "en_US", "country": "us"},
    ),
    Story(
        "consumer", "Élodie Varnacq",
        "Particulier : jamais les 40 €, des délais plus longs.",
        "Consumer: never the 40 € indemnity, longer delays.",
        (Bill(540, 18),), kind="b2c", past=0,
    ),
    Story(
        "consumer_last", "Mathurin Delaunoy-Bex",
        "Particulier en dernier avis : quinze jours pour répondre.",
        "Consumer at last notice: fifteen days to answer.",
        (Bill(1180, 44),), kind="b2c", reach="last_notice", past=0,
    ),
    Story(
        "public", "Commune de Saint-Aubrac-les-Étangs",
        "Personne publique : relance à valider, numéro SIRET, intérêts moratoires.",
        "Public body: reminders are confirmed, SIRET number, its own interest.",
        (Bill(6800, 41), Bill(1900, 11)), kind="public", reach="call",
        contact="Service comptabilité",
    ),
    Story(
        "group", "Groupe Arcambeau",
        "Groupe : trois agences, un seul dossier, chaque contact à sa place.",
        "A group: three branches, one case, each contact in the right place.",
        (Bill(3100, 21), Bill(2250, 15), Bill(980, 6), Bill(1700, -12)),
        reach="call", contact="Hortense Vialatoux", past=8,
        options={"branches": ("Agence Ouest", "Agence Sud", "Agence Est")},
    ),
    Story(
        "no_email", "Maçonnerie Bréhandec",
        "Aucune adresse électronique : le dossier demande un contact.",
        "No e-mail address: the case asks for a contact.",
        (Bill(1750, 20),), options={"email": False},
    ),
    Story(
        "no_address", "Studio Lumivague",
        "Aucune adresse postale : le courrier ne peut pas partir.",
        "No postal address: the letter cannot leave.",
        (Bill(1620, 40),), reach="firm", contact="Téo Massignac",
        options={"address": False},
    ),
    Story(
        "bounced", "Librairie Passecontes",
        "Adresse en erreur : le courriel revient, la relance ne compte pas.",
        "The e-mail bounces: the reminder does not count.",
        (Bill(820, 17),), contact="Blanche Orsonval", options={"bounce": True},
    ),
    Story(
        "answered", "Traiteur Savourelle",
        "Le client a répondu : la relance suivante attend qu'on lise.",
        "The customer answered: the next reminder waits until someone reads it.",
        (Bill(1290, 18),), reach="call", contact="Capucine Estrade-Lou",
        options={"answer": "Bonjour, le virement est prévu vendredi. Cordialement."},
    ),
    Story(
        "blocked", "Carrelages Montirel",
        "Facture bloquée par la comptabilité : exclue de la relance.",
        "Invoice blocked by accounting: left out of the reminder.",
        (Bill(2900, 29), Bill(640, 10)), contact="Sabri Lenquête",
        options={"block": True},
    ),
    Story(
        "factored", "Distribution Estuaire",
        "Factures cédées au factor : c'est lui qui encaisse, on ne relance pas.",
        "Factored invoices: the factor collects, we do not remind.",
        (Bill(9800, 33), Bill(5400, 14)), contact="Marceau Dorgeval",
        options={"factor": "Affacturage Rive Claire"},
    ),
    Story(
        "opening", "Scierie du Haut-Bréjoux",
        "Créances reprises de l'ancien logiciel dans un journal d'opérations diverses.",
        "Debts taken over from the previous software in a general journal.",
        (Bill(560, 12),), contact="Ghislain Pouyastre",
        options={"opening": (2340, 1180)},
    ),
    Story(
        "instalments", "Salle de sport Élanvital",
        "Paiement en 30/60/90 jours : seule la première échéance est en retard.",
        "30/60/90 days: only the first instalment is late.",
        (Bill(9000, 12, term="three"),), contact="Jordane Fabrègue",
    ),
    Story(
        "doubtful", "Électricité Rastoul et Fils",
        "Créance passée en douteux (411 vers 416) : son historique continue.",
        "Debt moved to doubtful accounts (411 to 416): its history goes on.",
        (Bill(3300, 72),), reach="last_notice", contact="Aimeric Rastoul",
        options={"doubtful": 20},
    ),
    Story(
        "cheque", "Quincaillerie Pontassou",
        "Chèque reçu, pas encore à l'encaissement : le paiement est en attente.",
        "Cheque received, not banked yet: a payment is pending.",
        (Bill(1130, 23),), contact="Huguette Pontassou", options={"cheque": True},
    ),
    Story(
        "shared", "Résidence Les Aubracines",
        "Client des deux sociétés : un dossier par société, rien ne se mélange.",
        "Customer of both companies: one case per company, nothing is mixed.",
        (Bill(1850, 20),), reach="call", contact="Armelle Joncquois",
        options={"services": (Bill(480, 25), Bill(480, -5))},
    ),
    Story(
        "html", "Menuiserie « Le Rabot d'Or » & Fils",
        "Référence de commande avec du HTML : elle s'affiche telle quelle.",
        "Order reference containing HTML: shown as it is.",
        (Bill(1010, 9, ref='Cde <b>4512</b> & "urgent" <script>x</script>'),),
        contact="Isidore Banquet",
    ),
    Story(
        "small", "Mercerie Fil & Ruban",
        "Reste dû inférieur à 15 € : sous le seuil, pas de relance.",
        "Less than 15 € left: under the threshold, no reminder.",
        (Bill(9.5, 35), Bill(4, 15)), contact="Zélie Fontanaud",
    ),
    Story(
        "salesperson", "Cabinet d'architectes Horizonville",
        "Client suivi par un commercial : il reste informé des étapes fortes.",
        "Customer with a salesperson, kept informed of the strong steps.",
        (Bill(5600, 32),), reach="firm", contact="Romane Villecroze",
        options={"salesperson": True},
    ),
    Story(
        "archived", "Cordonnerie Vieilléole",
        "Fiche client archivée mais créance ouverte : le dossier reste visible.",
        "Archived customer with an open debt: the case stays visible.",
        (Bill(385, 47),), past=1, options={"archive": True},
    ),
    Story(
        "paid_after", "Auto-école du Quai Sorbier",
        "A payé juste après la relance amicale : le dossier se solde tout seul.",
        "Paid right after the friendly reminder: the case settles by itself.",
        (Bill(1240, 24),), contact="Joris Maltret", options={"pays": 12},
    ),
    Story(
        "english", "Fennimore & Locke Ltd",
        "Client irlandais : la relance part dans sa langue.",
        "Irish customer: the reminder is in the customer's language.",
        (Bill(1900, 14),), kind="foreign", contact="Orla Fennimore", past=2,
        options={"lang": "en_US", "country": "ie"},
    ),
    Story(
        "key_account", "Enseignes Valmontade",
        "Grand compte : un scénario à part, fait d'appels et de validations.",
        "Key account: its own scenario of calls and confirmations.",
        (Bill(14200, 14), Bill(8900, -3)), reach="friendly",
        contact="Victorine Sassoule", past=10, options={"scenario": "key_account"},
    ),
    Story(
        "on_hold", "Céramiques Doucelande",
        "Suspendu jusqu'à une date convenue par la direction.",
        "On hold until a date agreed by management.",
        (Bill(2050, 28),), contact="Paulin Argenson", options={"hold": 12},
    ),
    Story(
        "condominium", "Copropriété du 8 quai des Arts",
        "Syndicat de copropriété : régime du débiteur à préciser avant tout frais.",
        "Condominium: the debtor's legal kind is to be settled before any charge.",
        (Bill(1470, 34),), kind="unknown", contact="Régis Lambertin",
    ),
    Story(
        "several", "Serrurerie Clémentault",
        "Plusieurs factures à des niveaux différents : un seul message.",
        "Several invoices at different levels: a single message.",
        (Bill(980, 30), Bill(640, 17), Bill(1150, 7), Bill(720, -15)), reach="call",
        contact="Nathan Escoubès",
    ),
)
BY_KEY = {story.key: story for story in STORIES}

# Ordinary customers: name, habit of payment (see ledger.HABITS).
ORDINARY = (
    ("Atelier Boisclair", "punctual"),
    ("Bijouterie Orlande", "punctual"),
    ("Camping des Sablereaux", "slow"),
    ("Caves Mirandeau", "punctual"),
    ("Centre dentaire Altipole", "punctual"),
    ("Charpentes Gourvennic", "slow"),
    ("Coiffure Mèche & Co", "punctual"),
    ("Conserverie Baiedorée", "slow"),
    ("Crèche Les Petits Ormeaux", "punctual"),
    ("Décors Vincelles", "uneven"),
    ("École de musique Clavetière", "punctual"),
    ("Épicerie fine Cardamonde", "uneven"),
    ("Ferme auberge du Roncevert", "slow"),
    ("Fonderie Castelbrun", "punctual"),
    ("Galerie Contrechant", "uneven"),
    ("Gîtes de Pierrelongue", "punctual"),
    ("Horlogerie Tempérance", "punctual"),
    ("Immobilière Clairpont", "slow"),
    ("Jardinerie Verpoussin", "punctual"),
    ("Laboratoire Optivérin", "punctual"),
    ("Laverie Blancourant", "uneven"),
    ("Marbrerie Sombreval", "slow"),
    ("Opticien Vuelointaine", "punctual"),
    ("Papeterie Griffonnet", "punctual"),
    ("Pâtisserie Sucredoux", "uneven"),
    ("Pépinières du Clos Merlet", "punctual"),
    ("Plomberie Gouttebel", "slow"),
    ("Restaurant La Table d'Orvan", "uneven"),
    ("Tapisserie Lagrandière-Noë", "punctual"),
    ("Vitrages Transparel", "punctual"),
)
