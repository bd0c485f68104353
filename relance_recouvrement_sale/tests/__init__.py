from . import test_access_rights, test_margin, test_sale_order
