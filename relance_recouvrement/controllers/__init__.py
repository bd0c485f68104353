from . import call_documents, export, letters
