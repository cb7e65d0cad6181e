/** A plugin's own check. Throws, or exceeds its time, when unhealthy. */
export interface HealthCheck {
  check(): Promise<void>;
}
