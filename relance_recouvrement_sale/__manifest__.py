{
    "name": "Relance et recouvrement: sales",
    "version": "19.0.1.0.0",
    "summary": "What a customer owes, on the quotation; orders stopped until paid or"
    " released",
    "author": "relance_recouvrement contributors",
    "website": "https://github.com/relance-recouvrement/relance_recouvrement",
    "license": "AGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["relance_recouvrement", "sale"],
    "data": [
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
    ],
    "auto_install": True,
}
