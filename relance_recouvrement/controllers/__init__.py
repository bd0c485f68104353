from . import export, letters
