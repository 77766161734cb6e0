// The program that looks into files, one question at a time; it may be ended at any moment.
import type { Answer, Question } from './inspector.ts';
import { makePicture, makeSquare, typeOf } from './pictures.ts';

async function answer(question: Question): Promise<Answer> {
  try {
    switch (question.what) {
      case 'type':
        return { answer: await typeOf(Buffer.from(question.head), question.whole) };
      case 'picture':
        return { answer: makePicture(question.type, Buffer.from(question.bytes)) };
      case 'square':
        return { answer: makeSquare(Buffer.from(question.bytes)) };
    }
  } catch (error) {
    return { failed: String(error) };
  }
}

process.on('message', async (question: Question) => {
  process.send?.(await answer(question));
});
