import type { Messages } from '../../core/i18n';
import type { TrainingKey } from './en';

export const training: Messages<TrainingKey> = {
  tabs: 'Các phần của trang huấn luyện',
  'tab.inbox': 'Hộp thư',
  'tab.trainings': 'Các lần huấn luyện',
  'tab.models': 'Mô hình',
  'tab.data': 'Dữ liệu',
  'tab.why': 'Vì sao',
};
