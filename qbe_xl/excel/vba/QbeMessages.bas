Option Explicit
Option Private Module

' Rows of the sheet QbeTexts. What staff read lies in its cells: VBA's own text would turn into
' question marks on a Windows of another language.
Private Const QBE_MARK As String = "#QBE:"
Public Const QBE_TITLE As Long = 1
Public Const QBE_NOT_INSTALLED As Long = 2
Public Const QBE_FAILED As Long = 3
Public Const QBE_STARTING As Long = 4

Public Function QbeText(ByVal textRow As Long) As String
    QbeText = ThisWorkbook.Sheets("QbeTexts").Cells(textRow, 1).Value
End Function

Public Sub QbeTell(ByVal text As String)
    ' MsgBox is limited to the code page of Windows; this one is not.
    CreateObject("WScript.Shell").Popup Replace(text, QBE_MARK, ""), 0, QbeText(QBE_TITLE), vbExclamation
End Sub

Public Function QbeFailure(ByVal description As String) As String
    ' What a cell shows when Python could not be asked.
    If Left$(description, Len(QBE_MARK)) = QBE_MARK Then
        QbeFailure = description
    Else
        QbeFailure = QbeText(QBE_FAILED) & " " & QbeLastLine(description)
    End If
End Function

Public Function QbeLastLine(ByVal text As String) As String
    ' The last line of a traceback names the error.
    Dim lines() As String, i As Long
    lines = Split(Replace(text, vbCr, vbLf), vbLf)
    For i = UBound(lines) To LBound(lines) Step -1
        If Trim$(lines(i)) <> "" Then
            QbeLastLine = Left$(Trim$(lines(i)), 200)
            Exit Function
        End If
    Next i
End Function
