"""XML documents of others: UBL 2.1, UN/CEFACT Cross Industry Invoice, cXML. Read without DTDs, entities or network."""
