"""The files of a package that is handed over, each a pure function of the package's facts."""
