' ---- qbe_xl: these procedures stand for upstream's of the same names. The file
' qbe_xl/excel/xlwings_vba.py says which of upstream's were kept, and what was changed in them.

Public Sub RunPython(ByVal PythonCommand As String)
    ' A Sub: a Function could be called from a cell of any opened workbook.
    Dim interpreter As String
    interpreter = GetConfig("INTERPRETER_WIN")
    If FileExists(interpreter) Then
        ' The workbook that the command is for: that in front, not the add-in. No command line
        ' may hold its name, in which cmd.exe would find orders.
        WScript.Environment("PROCESS").Item("QBE_WORKBOOK") = ActiveBookName()
        ExecuteWindows False, PythonCommand, interpreter, PythonPathFields()
    Else
        QbeTell QbeText(QBE_NOT_INSTALLED)
    End If
End Sub

Public Function XLPy()
    ' Public, as every function of the sheet needs it; from a cell it gives #VALUE!.
    ' The command is made once: it opens the configuration's file many times.
    Static PythonCommand As String
    If PythonCommand = "" Then
        If Not FileExists(GetConfig("INTERPRETER_WIN")) Then
            Err.Raise vbObjectError + 1, Description:=QbeText(QBE_NOT_INSTALLED)
        End If
        XLPyLoadDLL
        PythonCommand = XLPyCommand
    End If
    If 0 <> XLPyDLLActivateAuto(XLPy, PythonCommand, 1) Then Err.Raise 1000, Description:=XLPy
End Function

Private Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    ' Only the user's own file answers. Upstream first asks the sheets of workbooks and the
    ' folders they lie in: there anybody's workbook could name the program that is started.
    Dim configValue As String
    GetConfig = default
    Select Case configKey
        Case "ADD_WORKBOOK_TO_PYTHONPATH", "USE UDF SERVER"
            GetConfig = "false"
        Case "LICENSE_KEY"
            GetConfig = ""
        Case Else
            If GetConfigFromFile(GetConfigFilePath(), configKey, configValue) Then GetConfig = configValue
    End Select
    GetConfig = ExpandEnvironmentStrings(GetConfig)
End Function

Private Function PythonPathFields() As String
    ' The fields that xlwings.utils.prepare_sys_path expects. An empty last one would put the
    ' current folder, which may be that of an opened workbook, before all others.
    PythonPathFields = "false;;;;;"
    If GetConfig("PYTHONPATH") <> "" Then
        PythonPathFields = PythonPathFields & ";" & GetConfig("PYTHONPATH")
    End If
End Function

Private Function ActiveBookName() As String
    If Not ActiveWorkbook Is Nothing Then ActiveBookName = ActiveWorkbook.Name
End Function

Private Sub ShowError(FileName As String, Optional Message As String = "")
    If Message = "" Then Message = ReadFile(FileName)
    QbeTell QbeText(QBE_FAILED) & vbCrLf & vbCrLf & QbeLastLine(Message)
End Sub
