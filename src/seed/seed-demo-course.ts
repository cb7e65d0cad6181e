import type { ChapterAuthoring } from '../domains/courses/chapter-authoring.js';
import type { CourseAuthoring } from '../domains/courses/course-authoring.js';
import { demoChapters, demoCourse } from './demo-course.js';

/** Writes and publishes the demo course in the tenant of the context, in the open unit of work if there is one. Answers its id. */
export const seedDemoCourse = async (courses: CourseAuthoring, chapters: ChapterAuthoring): Promise<string> => {
  const { id } = await courses.create(await demoCourse());
  for (const chapter of await demoChapters()) await chapters.create(id, chapter);
  await courses.publish(id);
  return id;
};
