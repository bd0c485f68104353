from . import test_exhibit, test_stock_picking
