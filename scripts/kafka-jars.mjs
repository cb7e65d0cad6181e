// The programs of Apache Kafka for tests, benches and development: fetched once from the Maven repository into the
// user's cache, and only read from then on. `node scripts/kafka-jars.mjs` fetches them and says where they are.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const KAFKA = '4.3.1';
/** Without something to log with the broker says nothing, not even that it is ready. */
const SLF4J = '1.7.36';
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const ATTEMPTS = 3;

const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lectern');
const folder = () => join(cache(), `kafka-jars-${KAFKA}`);

const dependency = (group, artifact, version) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lectern</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', KAFKA)}
    ${dependency('org.slf4j', 'slf4j-simple', SLF4J)}
  </dependencies>
</project>
`;

/** The folder with the jars, if they are there. It only gets its name when it is complete. */
export const findKafkaJars = () => (existsSync(folder()) ? folder() : undefined);

/** Several may fetch at once: each into a folder of its own, and the first to finish gives it its name. */
export function fetchKafkaJars(maven) {
  mkdirSync(cache(), { recursive: true });
  const work = mkdtempSync(join(cache(), 'kafka-jars-'));
  try {
    writeFileSync(join(work, 'pom.xml'), POM);
    const target = join(work, 'jars');
    const parameters = [
      '-B',
      '-q',
      '-ntp',
      '-Dstyle.color=never',
      '-f',
      join(work, 'pom.xml'),
      COPY,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${target}`,
    ];
    for (let attempt = 1; ; attempt += 1) {
      try {
        execFileSync(maven, parameters, { stdio: ['ignore', 2, 2] });
        break;
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
    if (!existsSync(folder())) renameSync(target, folder());
  } catch (error) {
    if (!existsSync(folder())) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder();
}

if (process.argv[1] === import.meta.filename) console.log(findKafkaJars() ?? fetchKafkaJars('mvn'));
