"""Good documents of the sets around an order: answer, change, answer to the change, refusal."""

from __future__ import annotations

ORDER_ANSWER = """
BAK*00*AC*PO-77120*20260302****SO-5518*20260303
CUR*SE*USD
REF*VN*SO-5518
PER*SU*JOHN DOE*TE*555-0101
ITD*01*3*2**10**30
DTM*067*20260312
N9*L1*NOTES
MSG*TWO DELIVERIES
N1*ST*CENTRAL KITCHEN*92*LOC-17
N3*17 HARBOUR ROAD
N4*PORTLAND*OR*97201*US
PO1*10000*12*CA*18.75*PE*IN*CHS-100*UP*012345678905
PID*F****CHEDDAR BLOCK
DTM*067*20260312
ACK*IA*8*CA*067*20260312
ACK*IB*4*CA*067*20260326
DTM*068*20260324
PO1*20000*30*EA*2.6**VN*BRD-7
CTP**CAT*2.6*30*EA
PID*F****BREAD
ACK*IP*30*EA****VN*BRD-8
QTY*83*30*EA
SCH*30*EA***067*20260312
CTT*2*42
AMT*TT*303
"""

ORDER_CHANGE = """
BCH*04*SA*PO-77120**1*20260302*****20260305
CUR*BY*USD
REF*DP*0341
PER*BD*JANE ROE*TE*555-0100
ITD*01*3*2**10**30
DTM*002*20260319
N9*L1*NOTES
MSG*GATE THREE
N1*ST*CENTRAL KITCHEN*92*LOC-17
N3*17 HARBOUR ROAD
N4*PORTLAND*OR*97201*US
POC*10000*QD*10*10*CA*18.75*PE*IN*CHS-100*UP*012345678905
PID*F****CHEDDAR BLOCK
DTM*002*20260319
POC*20000*DI******VN*BRD-7
POC*30000*AI*6*6*CA*9.5**IN*OIL-3
PID*F****OLIVE OIL
SCH*6*CA***002*20260319
CTT*3
AMT*TT*244.5
"""

CHANGE_ANSWER = """
BCA*00*AC*PO-77120**1*20260302***SO-5518*20260306
REF*VN*SO-5518
DTM*067*20260319
N1*ST*CENTRAL KITCHEN*92*LOC-17
POC*10000*QD*10*10*CA*18.75**IN*CHS-100
PID*F****CHEDDAR BLOCK
ACK*IA*10*CA*067*20260319
DTM*068*20260317
POC*20000*DI******VN*BRD-7
ACK*ID
POC*30000*AI*6*6*CA*9.5**IN*OIL-3
ACK*IR*6*CA
CTT*3
"""

REFUSAL = """
BGN*00*ADV-17*20260311*0830
N1*BY*CENTRAL KITCHEN*92*LOC-17
N1*SU*GREEN VALLEY*92*V100
N3*1 FARM LANE
OTI*TR*IV*INV-5501*****101*0001*810
REF*PO*PO-77120
DTM*003*20260310
AMT*TT*309
TED*011*PRICE DIFFERS FROM THE ORDER*IT1*****18.75
NTE*GEN*LINE 10000 WAS ORDERED AT 18.50
TED*024*CALL PURCHASING
"""

ORDER_DOCUMENTS = {
    "855": ORDER_ANSWER,
    "860": ORDER_CHANGE,
    "865": CHANGE_ANSWER,
    "824": REFUSAL,
}
ORDER_GROUPS = {"855": "PR", "860": "PC", "865": "CA", "824": "AG"}

# what a partner may demand beyond the standard, for the tests that hold both engines against each other
ORDER_OVERLAYS: dict[str, dict[str, object]] = {
    "855": {
        "require": ["REF.VN", "N1.ST", "PO1/ACK", "PO101", "PO107", "ACK02"],
        "forbid": ["PO1/CTP", "BAK05", "SLN"],
        "codes": {"BAK02": ["AC", "AD"], "ACK01": ["IA", "IB", "IP"]},
        "lengths": {"BAK03": [2, 12]},
        "at_most": {"N9": 1},
    },
    "860": {
        "require": ["REF.DP", "N1.ST", "BCH05", "BCH11", "POC01", "POC/PID"],
        "forbid": ["POC/SCH", "BCH04"],
        "codes": {"BCH01": ["01", "04"], "POC02": ["AI", "DI", "QD"]},
        "lengths": {"BCH05": [1, 3]},
        "at_most": {"N9": 1},
    },
    "865": {
        "require": ["REF.VN", "BCA05", "POC/ACK", "POC01"],
        "forbid": ["POC/SCH", "BCA04"],
        "codes": {"BCA02": ["AC", "AD"], "ACK01": ["IA", "ID", "IR"]},
        "lengths": {"BCA03": [2, 12]},
        "at_most": {"REF.VN": 1},
    },
    "824": {
        "require": ["N1.SU", "OTI/REF", "OTI/DTM", "OTI/AMT", "OTI10", "TED02"],
        "forbid": ["OTI/PER", "BGN05"],
        "codes": {"OTI01": ["TR", "TA"]},
        "lengths": {"BGN02": [3, 12]},
        "at_most": {"OTI": 2},
    },
}
