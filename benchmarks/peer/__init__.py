"""The same import by django-import-export: a plain model of the columns, its normal Resource, its bulk options."""
