import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { AccessModule } from './domains/access/access.module.js';
import { AnalyticsModule } from './domains/analytics/analytics.module.js';
import { AssessmentsModule } from './domains/assessments/assessments.module.js';
import { AuthModule } from './domains/auth/auth.module.js';
import { ChatModule } from './domains/chat/chat.module.js';
import { SchoolClass } from './domains/classes/class.entity.js';
import { ClassesModule } from './domains/classes/classes.module.js';
import { Enrollment } from './domains/classes/enrollment.entity.js';
import { CodeExecutionModule } from './domains/code-execution/code-execution.module.js';
import { ContentModule } from './domains/content/content.module.js';
import { Chapter } from './domains/courses/chapter.entity.js';
import { Course } from './domains/courses/course.entity.js';
import { CourseArchiveModule } from './domains/course-archive/course-archive.module.js';
import { CoursesModule } from './domains/courses/courses.module.js';
import { Exercise } from './domains/exercises/exercise.entity.js';
import { ExercisesModule } from './domains/exercises/exercises.module.js';
import { NotificationsModule } from './domains/notifications/notifications.module.js';
import { ProgressModule } from './domains/progress/progress.module.js';
import { Question } from './domains/questions/question.entity.js';
import { Quiz } from './domains/quizzes/quiz.entity.js';
import { QuizzesModule } from './domains/quizzes/quizzes.module.js';
import { QuestionsModule } from './domains/questions/questions.module.js';
import { SubmissionsModule } from './domains/submissions/submissions.module.js';
import { SubscriptionsModule } from './domains/subscriptions/subscriptions.module.js';
import { User } from './domains/users/user.entity.js';
import { SearchModule } from './domains/search/search.module.js';
import { TenantsModule } from './domains/tenants/tenants.module.js';
import { UsersModule } from './domains/users/users.module.js';
import { coreEvents } from './core-events.js';
import { coreNews } from './core-news.js';
import { PublishedContract } from './platform/http/asyncapi/published-contract.js';
import { AuditModule } from './platform/audit/audit.module.js';
import { AuthPlatformModule } from './platform/auth/auth-platform.module.js';
import { CallerGuard } from './platform/auth/caller-guard.js';
import { CacheModule } from './platform/cache/cache.module.js';
import type { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { KafkaModule } from './platform/kafka/kafka.module.js';
import { DeadLettersModule } from './platform/dead-letters/dead-letters.module.js';
import { PermissionGuard } from './platform/permissions/permission-guard.js';
import { PermissionsModule } from './platform/permissions/permissions.module.js';
import { PersonalDataModule } from './platform/personal-data/personal-data.module.js';
import { PluginGateGuard } from './platform/plugins/gate/plugin-gate.guard.js';
import { EventsModule } from './platform/events/events.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { IdempotencyModule } from './platform/idempotency/idempotency.module.js';
import type { PluginHost } from './platform/plugins/boot/plugin-host.js';
import { PluginAdminModule } from './platform/plugins/admin/plugin-admin.module.js';
import { PluginsModule } from './platform/plugins/plugins.module.js';
import { RealtimeModule } from './platform/realtime/realtime.module.js';
import { RedisModule } from './platform/redis/redis.module.js';
import { RetentionModule } from './platform/retention/retention.module.js';
import { SchedulesModule } from './platform/schedules/schedules.module.js';
import { SandboxModule } from './platform/sandbox/sandbox.module.js';
import type { RunnerConnection } from './platform/sandbox/runner-connection.js';
import { SecretsModule } from './platform/secrets/secrets.module.js';
import { TelemetryModule } from './platform/telemetry/telemetry.module.js';
import { ThrottlingModule } from './platform/throttling/throttling.module.js';
import { TenancyModule } from './platform/tenancy/tenancy.module.js';

/** Entities of the core, by domain. Plugins name theirs in their manifests. */
const coreEntities: readonly EntityTarget<ObjectLiteral>[] = [
  //
  User,
  SchoolClass,
  Enrollment,
  Course,
  Chapter,
  Question,
  Quiz,
  Exercise,
];

/** What every school has. */
const domains = [
  AccessModule,
  NotificationsModule,
  TenantsModule,
  UsersModule,
  AuthModule,
  ClassesModule,
  CoursesModule,
  ContentModule,
  ProgressModule,
  SearchModule,
  QuestionsModule,
  AssessmentsModule,
  CourseArchiveModule,
  QuizzesModule,
  ExercisesModule,
  SubmissionsModule,
  SubscriptionsModule,
  AnalyticsModule,
  CodeExecutionModule,
  ChatModule,
];

export interface Composition {
  readonly config: Config;
  readonly host: PluginHost;
  readonly runner: RunnerConnection;
}

/** The composition root: what the installation consists of, plugins excepted. */
@Module({})
export class AppModule {
  static forRoot(composition: Composition): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(composition.config),
        HttpModule,
        TelemetryModule,
        RedisModule,
        IdempotencyModule,
        ThrottlingModule,
        // database and tenancy
        DatabaseModule.forRoot([...coreEntities, ...composition.host.entities]),
        TenancyModule,
        CacheModule,
        SecretsModule,
        SandboxModule.forRoot(composition.runner),
        PluginsModule.forRoot(composition.host),
        PluginAdminModule,
        PermissionsModule,
        AuthPlatformModule,
        // background work
        EventsModule,
        KafkaModule,
        JobsModule,
        SchedulesModule,
        DeadLettersModule,
        PersonalDataModule,
        RetentionModule,
        RealtimeModule,
        // operations
        AuditModule,
        HealthModule,
        ...domains,
      ],
      providers: [
        { provide: PublishedContract, useValue: { events: coreEvents, news: coreNews } satisfies PublishedContract },
        { provide: APP_GUARD, useClass: CallerGuard },
        { provide: APP_GUARD, useClass: PluginGateGuard },
        { provide: APP_GUARD, useClass: PermissionGuard },
      ],
    };
  }
}
