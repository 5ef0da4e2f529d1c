#include "CSisyphus.h"
