#pragma once

// Nothing for Swift: driver.c has what the linker asks for.
