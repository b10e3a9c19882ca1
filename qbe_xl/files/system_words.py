"""What the system says of a failure, in words for staff."""

from __future__ import annotations

import errno

from qbe_xl.errors import OutputError

_WORDS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EBUSY: "正被其他程序占用",
    errno.EEXIST: "已有同名的文件",
    errno.EISDIR: "那里已有同名的文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
    errno.EINVAL: "名字里有系统不接受的字符",
    errno.ESPIPE: "不是普通文件（是管道之类）",
    errno.EMFILE: "打开的文件太多",
    errno.ENOTEMPTY: "文件夹不是空的",
}


def reason(error: OSError) -> str:
    """Return why the system refused: 没有权限; its number where that has no words."""
    return _WORDS.get(error.errno or 0, f"系统错误 {error.errno}")


def cannot_write(place: object, error: OSError) -> OutputError:
    """Return the error for a file or folder that cannot be written."""
    return OutputError(f"无法写入“{place}”：{reason(error)}；请检查文件夹权限和磁盘空间后重试")
