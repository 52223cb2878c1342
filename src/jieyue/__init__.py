"""节约: action plans for conservation-oriented public institutions. docs/architecture.md draws the house."""
