#include <stdio.h>

int main(void) {
    double celsius;
    scanf("%lf", &celsius);
    return 0;
}
