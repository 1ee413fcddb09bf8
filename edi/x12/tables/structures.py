"""Order and repetition of segments per set (X12.1, X12.2, X12.4, X12.10, X12.20): `!` mandatory, `/n` at most n times,
`/*` without limit, `[N1/200: ...]` a loop begun by its first segment. x12 reference 4.3 to 4.8."""

from __future__ import annotations

NAMES = {
    "810": "Invoice",
    "820": "Remittance advice",
    "850": "Purchase order",
    "856": "Ship notice",
    "997": "Functional acknowledgment",
}

_LM = "[LM/*: LM! LQ/*]"
_CARRIER = "TD1/2 TD5/12 TD3/12 TD4/5"
_ADDRESS = "N2/2 N3/2 N4"

_850_LINE = f"""
[PO1!/100000: PO1! LIN/* SI/* CUR CN1 PO3/25 [CTP/*: CTP! CUR] PAM/10 MEA/40 [PID/1000: PID! MEA/10] PWK/25 PO4/*
  REF/* PER/3 [SAC/25: SAC! CUR CTP] IT8 CSH/* ITD/2 DIS/20 INC TAX/* FOB/* SDQ/500 IT3/5 DTM/10 TC2/* TD1 TD5/12
  TD3/12 TD4/5 PCT/* MAN/10 MSG/* SPI/* TXI/* CTB/* [QTY/*: QTY! SI/*] [SCH/200: SCH! {_CARRIER} REF/*]
  [PKG/200: PKG! MEA/*] [LS: LS! [LDT/*: LDT! QTY/* MSG REF/3 {_LM}] LE!]
  [N9/1000: N9! DTM/* MEA/40 MSG/1000]
  [N1/200: N1! {_ADDRESS} QTY/* NX2/* REF/12 PER/3 SI/* DTM FOB SCH/200 {_CARRIER} PKG/200
    [LDT/*: LDT! MAN/10 QTY/5 MSG REF/3]]
  [SLN/1000: SLN! MSG/* SI/* PID/1000 PO3/104 TC2/* ADV/* DTM/10 CTP/25 PAM/10 PO4 TAX/3 [N9/*: N9! DTM/* MSG/*]
    [SAC/25: SAC! CUR CTP] [QTY/*: QTY! SI/*] [N1/10: N1! {_ADDRESS} NX2/* REF/12 PER/3 SI/*]]
  [AMT/*: AMT! REF PCT/*] {_LM}]
"""

_850 = f"""
ST! BEG! CUR REF/* PER/3 TAX/* FOB/* CTP/* PAM/10 CSH/5 TC2/* [SAC/25: SAC! CUR] ITD/* DIS/20 INC DTM/10 LDT/12
LIN/5 SI/* PID/200 MEA/40 PWK/25 PKG/200 {_CARRIER} MAN/10 PCT/* CTB/5 TXI/*
[AMT/*: AMT! REF/* DTM PCT/* [FA1/*: FA1! FA2/*]] [N9/1000: N9! DTM/* MSG/1000]
[N1/200: N1! {_ADDRESS} NX2/* REF/12 PER/* SI/* FOB {_CARRIER} PKG/200] {_LM}
[SPI/*: SPI! REF/5 DTM/5 MSG/50 [N1/20: N1! {_ADDRESS} REF/20 G61 MSG/50] [CB1/*: CB1! REF/20 DTM/5 LDT MSG/50]]
[ADV/*: ADV! DTM/* MTX/*] {_850_LINE} [CTT: CTT! AMT] SE!
"""

_810_LINE = f"""
[IT1/*: IT1! CRC QTY/5 CUR IT3/5 TXI/10 CTP/25 PAM/10 MEA/40 [PID/1000: PID! MEA/10] PWK/25 PKG/25 PO4 ITD/2 REF/*
  YNQ/10 PER/5 SDQ/500 DTM/10 CAD/* L7/* SR [SAC/25: SAC! TXI/10]
  [SLN/1000: SLN! DTM REF/* PID/1000 SAC/25 TC2/2 TXI/10] [N1/200: N1! {_ADDRESS} REF/12 PER/3 DMG]
  [LM/10: LM! LQ/100] [V1/*: V1! R4/* DTM/*] [FA1/*: FA1! FA2/*]]
"""

_810 = f"""
ST! BIG! NTE/100 CUR REF/12 YNQ/10 PER/3 [N1/200: N1! {_ADDRESS} REF/12 PER/3 DMG] ITD/* DTM/10 FOB PID/200 MEA/40
PWK/25 PKG/25 L7 BAL/* INC PAM/* [LM/10: LM! LQ/100] [N9: N9! MSG/10] [V1/*: V1! R4/* DTM/*] [FA1/*: FA1! FA2/*]
{_810_LINE} TDS! TXI/10 CAD AMT/* [SAC/25: SAC! TXI/10] [ISS/*: ISS! PID] CTT SE!
"""

_856_HAZARD = """
[LH1/100: LH1! LH2/4 LH3/12 LFH/20 LEP/3 LH4 LHT/3 LHR/10 PER/5 LHE]
"""

_856 = f"""
ST! BSN! DTM/10
[HL!/*: HL! LIN SN1 SLN/1000 PRF PO4 PID/200 MEA/40 PWK/25 PKG/25 TD1/20 TD5/12 TD3/12 TD4/5 TSD REF/* PER/3
  {_856_HAZARD} [CLD/200: CLD! REF/200 DTP] MAN/* DTM/10 FOB PAL [N1/200: N1! {_ADDRESS} REF/12 PER/3 FOB] SDQ/50
  ETD CUR [SAC/*: SAC! CUR] GF YNQ/10 [LM/10: LM! LQ/100] [V1/*: V1! R4/* DTM/*]]
CTT SE!
"""

_820_ITEM = """
[IT1/*: IT1! [REF/*: REF! DTM] [SAC/*: SAC! TXI/*] [SLN/*: SLN! [REF/*: REF! DTM/*] [SAC/*: SAC! TXI/*]]]
"""

_820_ADJUSTMENT = f"""
[ADX/*: ADX! NTE/* PER/* DTM/* [REF/*: REF! DTM/*] {_820_ITEM}]
"""

_820 = f"""
ST! BPR! NTE/* TRN CUR REF/* DTM/* [N1/*: N1! N2/* N3/* N4 REF/* PER/* RDM DTM]
[ENT/*: ENT! [NM1/*: NM1! N2/* N3/* N4 REF/* PER/*] {_820_ADJUSTMENT}
  [RMR/*: RMR! NTE/* REF/* DTM/* {_820_ITEM} {_820_ADJUSTMENT}]]
[TXP/*: TXP! TXI/*] [DED/*: DED!] [LX/*: LX! REF/* TRN/* [NM1/*: NM1! REF/*]] [N9: N9! [AMT/*: AMT! REF/*]]
[RYL/*: RYL! [NM1/*: NM1! [LOC/*: LOC! [PID/*: PID! DTM [PCT/*: PCT! QTY [AMT/*: AMT! ADX/*]]]] [ASM: ASM! ADX]]]
[LS: LS! [N1/*: N1! [RMT/*: RMT! CUR REF/* DTM/*]] LE!] SE!
"""

_997 = "ST! AK1! [AK2/999999: AK2! [AK3/999999: AK3! AK4/99] AK5!] AK9! SE!"

STRUCTURES = {"810": _810, "820": _820, "850": _850, "856": _856, "997": _997}

# What 005010 changed: (004010 words, 005010 words); each must be found (x12 reference 4.10).
CHANGES_5010 = {
    "850": (
        ("MSG", "MTX"),
        ("N2/2", "N2/2 IN2/*"),
        ("[N9/1000: N9! DTM/*", "[N9/1000: N9! DTM/* PWK/*"),
        ("MAN/10 PCT/* CTB/5", "EFI/* MAN/10 PCT/* CTB/5"),
        ("INC DTM/10 LDT/12", "INC DTM/10 LDT/*"),
        ("PKG/200 TD1/2 TD5/12 TD3/12 TD4/5 EFI", "PKG/200 TD1/2 TD5/* TD3/12 TD4/5 EFI"),
    ),
    "856": (("TD3/12", "[TD3/12: TD3! AT9]"),),
    "810": (
        ("TXI/10", "TXI/*"),
        ("SAC/25: SAC! TXI/*", "SAC/*: SAC! TXI/* DTM/*"),
        ("PID/1000 SAC/25", "PID/1000 SAC/*"),
        ("YNQ/10 PER/3 [N1", "YNQ/10 CRC PER/3 [N1"),
    ),
    "820": (
        ("RMR! NTE/* REF/* DTM/*", "RMR! NTE/* REF/* DTM/* VEH/* RPA/*"),
        ("[ADX/*: ADX! NTE/* PER/* DTM/*", "[ADX/*: ADX! NTE/* PER/* DTM/* QTY/*"),
    ),
    "997": (),
}


ENVELOPE = "ISA! TA1/* [GS/*: GS! [ST/*: ST! SE!] GE!] IEA!"
