from . import test_access_rights, test_exhibit, test_margin, test_sale_order
