from . import relance_exhibit_pick
