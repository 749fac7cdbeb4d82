import app from '#/language/zh/app.json'
import desk from '#/language/zh/desk.json'
import words from '#/language/zh/words.json'

export const messages = { app, desk, words }
