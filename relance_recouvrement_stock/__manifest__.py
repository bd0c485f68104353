{
    "name": "Relance et recouvrement: deliveries",
    "version": "19.0.1.0.0",
    "summary": "Deliveries of a customer who does not pay are warned about or stopped",
    "author": "relance_recouvrement contributors",
    "website": "https://github.com/relance-recouvrement/relance_recouvrement",
    "license": "AGPL-3",
    "category": "Accounting/Accounting",
    "depends": ["relance_recouvrement", "stock"],
    "data": [
        "views/res_config_settings_views.xml",
        "views/stock_picking_views.xml",
    ],
    "auto_install": True,
}
