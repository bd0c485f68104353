# Everything goes through scripts/, which build what is missing under .env/.
.PHONY: help demo test lint bench serve clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

demo:  ## dun a realistic French ledger: letters, e-mails and aged balance in out/
	scripts/demo

serve:  ## the demo database in the browser (Ctrl-C stops)
	scripts/serve

test:  ## all tests in fresh databases, browser tours included (ARGS="-k ageing")
	scripts/test $(ARGS)

lint:  ## style, Odoo and OCA rules, translations
	scripts/lint

bench:  ## measure the engine on large ledgers
	scripts/bench $(ARGS)

clean:  ## stop the database server, remove .env, out and node_modules
	scripts/clean
