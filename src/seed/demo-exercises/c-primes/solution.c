#include <stdio.h>

static char crossed[100001];

int main(void) {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    const char *gap = "";
    for (int i = 2; i <= n; i++) {
        if (crossed[i]) continue;
        printf("%s%d", gap, i);
        gap = " ";
        for (long long j = (long long)i * i; j <= n; j += i) crossed[j] = 1;
    }
    printf("\n");
    return 0;
}
