from . import (
    relance_engine_exhibit,
    relance_engine_exhibit_print,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
)
