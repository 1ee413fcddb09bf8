"""Names of the seed: suppliers, foods, cities of a distributor that does not exist."""

from __future__ import annotations

# name, EDI qualifier and id ("" = not said in NAV: such vendors are undecided for EDI)
SUPPLIERS = """
Acme Foods|ZZ:ACMEFOODS
Blue Ridge Dairy|01:123456789
Coastal Seafood|ZZ:COASTALSEA
Delmar Produce|08:9254110060
Evergreen Bakery|ZZ:EVERGREEN
Fairview Meats|01:134567892
Golden Grain Mills|ZZ:GOLDENGRAIN
Harbor Spice Trading|12:5125550107
Iron Kettle Soups|ZZ:IRONKETTLE
Juniper Beverages|01:156789013
Kestrel Coffee Roasters|
Lakeland Poultry|ZZ:LAKELAND
Meadow Egg Farms|ZZ:MEADOWEGG
Northwind Frozen|01:178901235
Orchard Juice Works|ZZ:ORCHARDJW
Prairie Oils|ZZ:PRAIRIEOIL
Quarry Salt|QUARRYSALT
Riverbend Pasta|01:201234567
Summit Snacks|ZZ:SUMMITSNK
Tidewater Shellfish|ZZ:TIDEWATER
Upland Cheese|08:9254110077
Valley Greens|ZZ:VALLEYGRN
Westfield Sugar|01:223456780
Yarrow Teas|ZZ:YARROWTEA
Zephyr Confections|ZZ:ZEPHYRCONF
Alder Paper Goods|ZZ:ALDERPAPER
Birchwood Nuts|01:245678902
Cedar Valley Wine|ZZ:CEDARVLY
Dovetail Packaging|ZZ:DOVETAIL
Elm Street Sauces|01:267890124
Foxglove Herbs|ZZ:FOXGLOVE
Granite Cleaning|ZZ:GRANITECLN
Hillside Honey|01:289012346
Inlet Fish House|ZZ:INLETFISH
Jasper Rice|ZZ:JASPERRICE
Kingfisher Ice|01:301234568
Lantern Noodles|ZZ:LANTERN
Maple Hollow Syrup|ZZ:MAPLEHOLW
Nutmeg Desserts|01:323456781
Oak Barrel Vinegar|ZZ:OAKBARREL
Pinecrest Turkey|ZZ:PINECREST
Quillfeather Poultry|01:345678903
Redstone Beef|ZZ:REDSTONE
Silver Brook Water|ZZ:SILVERBROOK
Thistle Oats|01:367890125
Umber Chocolate|ZZ:UMBERCHOC
Violet Fields Berries|ZZ:VIOLETFLD
Willow Creek Pork|01:389012347
Amber Lager Brewing|ZZ:AMBERLAGER
Brightwater Kelp|ZZ:BRIGHTKELP
Casa Verde Importers|ZZ:CASAVERDE
Dune Citrus|01:401234569
Eastgate Tortillas|ZZ:EASTGATE
Flint Hills Bison|ZZ:FLINTHILLS
Grove Olive|01:423456782
Haven Ice Cream|ZZ:HAVENICE
Ivory Rice Mills|ZZ:IVORYRICE
Jetty Crab|
Keystone Pickles|
Lowland Potatoes|
"""

FOODS = """
Whole milk 1 gal|CASE|18.40
Sharp cheddar 5 lb|CASE|61.25
Chicken breast fillets|LB|2.89
Ground beef 80/20|LB|3.47
Tomato sauce no. 10|CASE|27.35
Long grain rice 50 lb|BAG|24.10
Penne pasta 20 lb|BOX|19.95
Extra virgin olive oil 3 l|CASE|88.60
Sourdough loaf|EA|3.15
Romaine hearts 24 ct|CASE|31.75
Orange juice 64 oz|CASE|22.49
Cold brew concentrate|CASE|45.00
Atlantic salmon side|LB|8.95
Jumbo shrimp 16/20|CASE|97.20
Black pepper 5 lb|EA|38.33
Kosher salt 3 lb|BOX|14.07
Granulated sugar 50 lb|BAG|29.99
Paper napkins 4000 ct|BOX|33.10
Dark chocolate chips|CASE|52.75
Unsalted butter 36 lb|CASE|112.68
Free range eggs 15 dz|CASE|42.30
French fries 30 lb|CASE|26.85
Vanilla ice cream 3 gal|EA|21.99
Sparkling water 24 ct|CASE|11.64
Iceberg lettuce 24 ct|CASE|24.55
Yellow onions 50 lb|BAG|17.20
Pallet of bottled water|PALLET|389.00
Corn tortillas 6 in|CASE|16.45
Balsamic vinegar 5 l|EA|23.37
Mixed nuts 25 lb|BOX|96.11
"""

# place among the foods -> further units and how many base units one of them holds, as NAV keeps it (five decimals)
PACKS = {
    0: (("PALLET", "40"), ("EA", "0.25")),  # four gallons a case
    2: (("CASE", "40"), ("PALLET", "1920")),  # pounds
    3: (("CASE", "60"),),
    8: (("CASE", "12"), ("PALLET", "480")),  # loaves
    9: (("PALLET", "50"), ("EA", "0.04167")),  # 24 heads a case: 1/24, rounded by NAV
    10: (("PALLET", "72"), ("EA", "0.125")),
    12: (("CASE", "25"),),
    14: (("CASE", "6"),),
    22: (("CASE", "4"), ("PALLET", "240")),
    23: (("PALLET", "84"), ("EA", "0.04167")),
    26: (("CASE", "0.01389"),),  # 72 cases a pallet
}

CITIES = """
Dayton|OH|45402
Akron|OH|44308
Columbus|OH|43215
Toledo|OH|43604
Erie|PA|16501
Reading|PA|19601
Albany|NY|12207
Utica|NY|13501
Flint|MI|48502
Lansing|MI|48933
Fort Wayne|IN|46802
Gary|IN|46402
Peoria|IL|61602
Rockford|IL|61101
Madison|WI|53703
Racine|WI|53403
Duluth|MN|55802
Des Moines|IA|50309
Lexington|KY|40507
Knoxville|TN|37902
Durham|NC|27701
"""

# code, description, international standard code (UN/ECE recommendation 20)
UNITS = (
    ("EA", "Each", "EA"),
    ("PCS", "Piece", "H87"),
    ("CASE", "Case", "CS"),
    ("LB", "Pound", "LBR"),
    ("BOX", "Box", "BX"),
    ("BAG", "Bag", "BG"),
    ("PALLET", "Pallet", "PF"),
)

# number, name, category, may be posted to directly
ACCOUNTS = (
    ("10100", "Checking account", "Assets", True),
    ("13100", "Inventory", "Assets", True),
    ("13150", "Inventory (interim)", "Assets", False),
    ("14200", "Purchase tax", "Assets", False),
    ("16200", "Prepaid services", "Assets", True),
    ("20100", "Accounts payable", "Liabilities", False),
    ("20300", "Goods received, not invoiced", "Liabilities", True),
    ("20900", "Remittances to be allocated", "Liabilities", True),
    ("50100", "Cost of goods sold", "Cost of Goods Sold", True),
    ("50150", "Inventory accrual (interim)", "Cost of Goods Sold", False),
    ("61300", "Freight", "Expense", True),
    ("61400", "Allowances of suppliers", "Expense", True),
    ("65300", "Cleaning", "Expense", True),
)

# item charges: no standard API shows them
ITEM_CHARGES = (("FREIGHT", "Freight on goods"), ("PALLET", "Pallets"))

# code, name, days
TERMS = (
    ("10 DAYS", "Net 10 days", "10D", "", "0"),
    ("30 DAYS", "2 % in 10 days, net 30 days", "30D", "10D", "2"),
    ("COD", "Cash on delivery", "0D", "", "0"),
)


def rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]
