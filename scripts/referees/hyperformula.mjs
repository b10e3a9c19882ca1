// Computes every formula of workbooks with HyperFormula. Input (a file): a list of workbooks, each
// {sheets: {name: rows}, places: [[sheet, row, column]]}; output: their values.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [modules, input, output] = process.argv.slice(2)
const { HyperFormula } = createRequire(`${modules}/x.js`)('hyperformula')
const done = JSON.parse(readFileSync(input, 'utf8')).map(({ sheets, places }) => {
  const engine = HyperFormula.buildFromSheets(sheets, {
    licenseKey: 'gpl-v3',
    nullDate: { year: 1899, month: 12, day: 30 },
    leapYear1900: false,
    useArrayArithmetic: true,
    smartRounding: false,
    evaluateNullToZero: true,
  })
  return places.map(([sheet, row, col]) => {
    const value = engine.getCellValue({ sheet: engine.getSheetId(sheet), row, col })
    return value !== null && typeof value === 'object' ? { error: value.value, why: value.message } : value
  })
})
writeFileSync(output, JSON.stringify(done))
