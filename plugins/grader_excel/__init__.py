"""The report's tables as one Excel workbook."""
