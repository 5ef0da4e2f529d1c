#ifndef CSISYPHUS_H
#define CSISYPHUS_H
#endif
