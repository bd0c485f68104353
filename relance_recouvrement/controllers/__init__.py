from . import agent, call_documents, export, letters
