#include <stdio.h>

int main(void) {
    double celsius;
    if (scanf("%lf", &celsius) != 1) return 1;
    printf("%.1f\n", celsius * 9 / 5 + 32);
    return 0;
}
