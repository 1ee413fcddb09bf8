"""Data elements (X12.3): number, type, minimum and maximum length, name. Types: AN text, ID code, R decimal, N0 and N2
whole numbers with implied decimals, DT date, TM time."""

from __future__ import annotations

_TEXT = """
I01 ID 2 2 Authorization information qualifier
I02 AN 10 10 Authorization information
I03 ID 2 2 Security information qualifier
I04 AN 10 10 Security information
I05 ID 2 2 Interchange id qualifier
I06 AN 15 15 Interchange sender id
I07 AN 15 15 Interchange receiver id
I08 DT 6 6 Interchange date
I09 TM 4 4 Interchange time
I10 ID 1 1 Interchange control standards identifier
I65 AN 1 1 Repetition separator
I11 ID 5 5 Interchange control version number
I12 N0 9 9 Interchange control number
I13 ID 1 1 Acknowledgment requested
I14 ID 1 1 Usage indicator
I15 AN 1 1 Component element separator
I16 N0 1 5 Number of included functional groups
I17 ID 1 1 Interchange acknowledgment code
I18 ID 3 3 Interchange note code
2 N0 1 6 Number of accepted transaction sets
3 AN 1 60 Free-form message
19 AN 2 30 City name
22 AN 1 30 Commodity code
23 ID 1 1 Commodity code qualifier
24 ID 4 4 Equipment type
26 ID 2 3 Country code
28 N0 1 9 Group control number
40 ID 2 2 Equipment description code
54 ID 2 2 Risk of loss code
61 AN 1 30 Free-form information
65 R 1 8 Height
66 ID 1 2 Identification code qualifier
67 AN 2 80 Identification code
76 AN 1 22 Invoice number
79 AN 1 50 Lading description
80 N0 1 7 Lading quantity
81 R 1 10 Weight
82 R 1 8 Length
87 AN 1 48 Marks and numbers
88 ID 1 2 Marks and numbers qualifier
91 ID 1 2 Transportation method code
92 ID 2 2 Purchase order type code
93 AN 1 60 Name
96 N0 1 10 Number of included segments
97 N0 1 6 Number of transaction sets included
98 ID 2 3 Entity identifier code
100 ID 3 3 Currency code
102 ID 1 1 Ownership code
103 AN 3 5 Packaging code
107 ID 1 2 Payment method code
110 ID 1 2 Application acknowledgment code
116 ID 3 15 Postal code
118 R 1 9 Rate
123 N0 1 6 Number of received transaction sets
124 AN 2 15 Application receiver's code
127 AN 1 30 Reference identification
128 ID 2 3 Reference identification qualifier
133 ID 1 2 Routing sequence code
140 ID 2 4 Standard carrier alpha code
142 AN 2 15 Application sender's code
143 ID 3 3 Transaction set identifier code
146 ID 2 2 Shipment method of payment
152 ID 2 3 Special handling code
156 ID 2 2 State or province code
166 AN 1 55 Address information
183 R 1 8 Volume
187 ID 1 2 Weight qualifier
189 R 1 8 Width
206 AN 1 4 Equipment initial
207 AN 1 10 Equipment number
208 ID 1 1 Hazardous material code qualifier
209 AN 1 10 Hazardous material class code
212 R 1 17 Unit price
219 AN 1 3 Position
220 ID 1 1 Vehicle status
225 AN 2 15 Seal number
234 AN 1 48 Product or service id
235 ID 2 2 Product or service id qualifier
236 ID 3 3 Price identifier code
248 ID 1 1 Allowance or charge indicator
280 R 4 10 Exchange rate
284 ID 2 2 Service level code
289 N0 1 2 Multiple price quantity
305 ID 1 2 Transaction handling code
306 ID 1 2 Action code
309 ID 1 2 Location qualifier
310 AN 1 30 Location identifier
324 AN 1 22 Purchase order number
325 AN 1 20 Tax identification number
326 AN 1 45 Request reference number
327 AN 1 8 Change order sequence number
328 AN 1 30 Release number
329 AN 4 9 Transaction set control number
330 R 1 15 Quantity ordered
331 ID 2 2 Allowance or charge method of handling code
332 R 1 6 Percent
333 ID 1 2 Terms basis date code
334 ID 2 2 Transportation terms qualifier code
335 ID 3 3 Transportation terms code
336 ID 2 2 Terms type code
337 TM 4 8 Time
338 R 1 6 Terms discount percent
342 R 1 5 Percent of invoice payable
344 ID 2 2 Unit of time period or interval
345 ID 2 2 Lead time code
346 ID 1 2 Application type
347 R 1 10 Hash total
349 ID 1 1 Item description type
350 AN 1 20 Assigned identification
351 N0 1 3 Terms discount days due
352 AN 1 80 Description
353 ID 2 2 Transaction set purpose code
354 N0 1 6 Number of line items
355 ID 2 2 Unit or basis for measurement code
356 N0 1 6 Pack
357 R 1 8 Size
358 R 1 10 Quantity invoiced
362 N2 1 10 Terms discount amount
363 ID 3 3 Note reference code
364 AN 1 80 Communication number
365 ID 2 2 Communication number qualifier
366 ID 2 2 Contact function code
367 AN 1 30 Contract number
368 ID 2 2 Shipment or order status code
369 AN 1 45 Free-form description
370 DT 8 8 Terms discount due date
371 ID 2 2 Change reason code
373 DT 8 8 Date
374 ID 3 3 Date or time qualifier
378 ID 1 1 Allowance or charge percent qualifier
380 R 1 15 Quantity
382 R 1 10 Number of units shipped
383 R 1 9 Quantity difference
384 R 1 9 Gross weight per pack
385 R 1 9 Gross volume per pack
386 N0 1 3 Terms net days
387 AN 1 35 Routing
388 DT 8 8 Terms deferred due date
389 N2 1 10 Deferred amount due
396 AN 2 30 Shipment identification
400 ID 2 2 Unit load option code
407 ID 2 2 Seal status code
426 ID 2 2 Adjustment reason code
441 ID 1 1 Tax exempt code
443 AN 1 20 Contact inquiry reference
446 DT 8 8 Terms net due date
447 AN 1 6 Loop identifier code
455 ID 1 2 Responsible agency code
478 ID 1 1 Credit or debit flag code
479 ID 2 2 Functional identifier code
480 AN 1 12 Version, release, industry identifier code
481 ID 1 2 Trace type code
482 ID 2 2 Payment action code
499 AN 1 10 Condition value
506 ID 2 2 Depository financial institution number qualifier
507 AN 3 12 Depository financial institution number
508 AN 1 35 Account number
509 AN 10 10 Originating company identifier
510 AN 9 9 Originating company supplemental code
522 ID 1 3 Amount qualifier code
554 N0 1 6 Assigned number
559 ID 2 2 Agency qualifier code
560 ID 2 10 Special services code
563 ID 1 2 Sales requirement code
566 ID 2 2 Product or service substitution code
569 ID 1 3 Account number qualifier
587 ID 2 2 Acknowledgment type
591 ID 3 3 Payment method code
610 N2 1 15 Amount
622 N0 1 5 Number of loads
623 ID 2 2 Time code
626 ID 1 2 Excess transportation reason code
627 ID 1 1 Excess transportation responsibility code
628 AN 1 12 Hierarchical id number
639 ID 2 2 Basis of unit price code
640 ID 2 2 Transaction type code
641 ID 3 3 Status reason code
646 R 1 15 Quantity shipped to date
647 ID 1 3 Application error condition code
648 ID 3 3 Price multiplier qualifier
649 R 1 10 Multiplier
653 ID 3 3 Discount terms type code
654 ID 2 2 Discount base qualifier
655 R 1 10 Discount base value
656 ID 2 2 Discount control limit qualifier
657 N0 1 10 Discount control limit
659 ID 1 2 Basis of verification code
662 ID 1 1 Relationship code
668 ID 2 2 Line item status code
669 ID 3 3 Currency market or exchange code
670 ID 2 2 Line item change or response type code
671 R 1 9 Quantity left to receive
673 ID 2 2 Quantity qualifier
687 ID 2 2 Class of trade code
688 ID 2 2 Restrictions or conditions qualifier
704 ID 1 2 Paperwork or report action code
706 ID 2 2 Entity relationship code
715 ID 1 1 Functional group acknowledge code
716 ID 1 3 Functional group syntax error code
717 ID 1 1 Transaction set acknowledgment code
718 ID 1 3 Transaction set syntax error code
719 N0 1 6 Segment position in transaction set
720 ID 1 3 Segment syntax error code
721 ID 2 3 Segment id code
722 N0 1 2 Element position in segment
723 ID 1 3 Data element syntax error code
724 AN 1 99 Copy of bad data element
725 N0 1 4 Data element reference number
728 ID 1 2 Returnable container load make-up code
731 ID 2 2 Transit direction code
732 ID 2 2 Transit time direction qualifier
733 R 1 4 Transit time
734 AN 1 12 Hierarchical parent id number
735 ID 1 2 Hierarchical level code
736 ID 1 1 Hierarchical child code
737 ID 2 2 Measurement reference id code
738 ID 1 3 Measurement qualifier
739 R 1 20 Measurement value
740 R 1 20 Range minimum
741 R 1 20 Range maximum
750 ID 2 3 Product or process characteristic code
751 AN 1 12 Product description code
752 ID 2 2 Surface, layer or position code
753 ID 1 5 Packaging characteristic code
754 AN 1 7 Packaging description code
755 ID 2 2 Report type code
756 ID 1 2 Report transmission code
757 N0 1 2 Report copies needed
765 N0 1 2 Day of month
770 AN 1 20 Option number
782 R 1 18 Monetary amount
786 ID 2 2 Security level code
799 AN 1 30 Version identifier
810 N0 1 6 Inner pack
812 ID 1 10 Payment format code
819 ID 2 3 Language code
822 AN 1 15 Source subqualifier
828 R 1 9 Dollar basis for percent
933 AN 1 264 Free-form message text
934 ID 2 2 Printer carriage control code
935 ID 2 2 Measurement significance code
936 ID 2 2 Measurement attribute code
951 ID 1 2 Balance type code
954 R 1 10 Percentage as decimal
955 ID 2 2 Tax jurisdiction code qualifier
956 AN 1 10 Tax jurisdiction code
961 AN 1 99 Data element new content
963 ID 2 2 Tax type code
1000 ID 2 2 Service characteristics qualifier
1004 ID 1 2 Percent qualifier
1005 ID 4 4 Hierarchical structure code
1018 R 1 15 Exponent
1019 ID 3 3 Invoice type code
1035 AN 1 35 Name last or organization name
1036 AN 1 25 Name first
1037 AN 1 25 Name middle
1038 AN 1 10 Name prefix
1039 AN 1 10 Name suffix
1048 ID 1 3 Business function code
1065 ID 1 1 Entity type qualifier
1066 ID 1 2 Citizenship status code
1067 ID 1 1 Marital status code
1068 ID 1 1 Gender code
1073 ID 1 1 Yes or no condition code
1096 AN 5 5 County designator
1104 ID 2 2 Name component qualifier
1106 ID 2 2 Address component qualifier
1109 ID 1 1 Race or ethnicity code
1166 ID 2 2 Contract type code
1179 AN 1 30 Exemption number
1195 AN 1 80 Financial information code
1196 ID 2 2 Breakdown structure detail code
1232 ID 2 2 Purchase category
1250 ID 2 3 Date time period format qualifier
1251 AN 1 35 Date time period
1270 ID 1 3 Code list qualifier code
1271 AN 1 30 Industry code
1300 ID 4 4 Service, promotion, allowance or charge code
1301 AN 1 10 Agency service, promotion, allowance or charge code
1373 ID 2 4 Measurement method or device
1470 N0 1 9 Number
1525 ID 1 2 Request category code
1528 N0 1 2 Component position in composite
1551 AN 1 4096 Textual data
1686 N0 1 4 Repeating data element position
1705 AN 1 35 Implementation convention reference
1715 ID 1 3 Country subdivision code
ANY AN 1 9999 Not described here
"""

_CHANGES_5010 = """
127 AN 1 50 Reference identification
207 AN 1 15 Equipment number
358 R 1 15 Quantity invoiced
364 AN 1 256 Communication number
719 N0 1 10 Segment position in transaction set
1035 AN 1 60 Name last or organization name
1036 AN 1 35 Name first
"""


def _rows(text: str) -> dict[str, tuple[str, int, int, str]]:
    rows = (line.split(" ", 4) for line in text.strip().splitlines())
    return {number: (kind, int(least), int(most), name) for number, kind, least, most, name in rows}


DATA_ELEMENTS = _rows(_TEXT)
DATA_ELEMENTS_5010 = DATA_ELEMENTS | _rows(_CHANGES_5010)
