#pragma once

/// The package manager makes this the `main` of the executable FuzzLines.
int FuzzLines_main(int argc, char **argv);

/// The same for FuzzTemplates.
int FuzzTemplates_main(int argc, char **argv);
